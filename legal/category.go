package legal

import "fmt"

// Category is a kind of data about an account, in the words of Regulation (EU)
// 2023/1543, Article 3. The category, not the holder, decides how heavy the
// gate is.
type Category string

// The categories, lightest first.
const (
	SubscriberData      Category = "SubscriberData"
	UserIdentifyingData Category = "UserIdentifyingData" // sought solely to identify the user: IP address, port, time
	TrafficData         Category = "TrafficData"
	StoredContentData   Category = "StoredContentData"
)

// Categories returns all categories, lightest first.
func Categories() []Category {
	return []Category{SubscriberData, UserIdentifyingData, TrafficData, StoredContentData}
}

// Weight is the place of the category in [Categories], from 0 for the
// lightest; an unknown category weighs -1.
func (c Category) Weight() int {
	for i, known := range Categories() {
		if c == known {
			return i
		}
	}
	return -1
}

// Validate refuses an unknown category and names the known ones.
func (c Category) Validate() error {
	if c.Weight() < 0 {
		return fmt.Errorf("category %q is unknown: want one of %v", string(c), Categories())
	}
	return nil
}
