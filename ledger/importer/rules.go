package importer

import "writ/casefile"

// This file is what follows from the kind of an event where a row does not say it.

// who stands for a party in a rule.
type who uint8

const (
	asBefore   who = iota // whom the step awaited before
	requester             // whose case it is
	holder                // of the hop
	authority             // that decided last, or, for an application, decides next
	nobodyElse            // nobody: the step has ended
	mustSay               // it cannot be known
)

// rule is what follows from a kind.
type rule struct {
	of       place
	stage    casefile.Stage // "" leaves it
	awaiting who
	by       who
}

// place is to which kind of step an event belongs.
type place uint8

const (
	inHop place = iota
	inCase
	inGuard
	anywhere
	inAccess // of a standing access, which is no case: it is not imported
)

var rules = map[casefile.EventKind]rule{
	casefile.EvDetected:      {inCase, casefile.StageFollowing, requester, requester},
	casefile.EvOpened:        {inCase, casefile.StageFollowing, requester, requester},
	casefile.EvLead:          {inCase, casefile.StageFollowing, requester, requester},
	casefile.EvLeadsSpent:    {inCase, casefile.StageAwaitingConclusion, requester, requester},
	casefile.EvConcluded:     {inCase, casefile.StageEnded, nobodyElse, requester},
	casefile.EvCaseWithdrawn: {inCase, casefile.StageEnded, nobodyElse, requester},
	casefile.EvCaseTarget:    {inCase, "", asBefore, requester},
	casefile.EvHopLost:       {inCase, "", asBefore, requester},
	casefile.EvRefusedUpdate: {anywhere, "", asBefore, requester},
	casefile.EvGuardPosted:   {inGuard, casefile.StageGuarding, requester, requester},
	casefile.EvGuardReview:   {inGuard, casefile.StageGuarding, requester, requester},
	casefile.EvGuardLifted:   {inGuard, casefile.StageEnded, nobodyElse, requester},

	casefile.EvHopQueued:           {inHop, casefile.StageWaiting, requester, requester},
	casefile.EvHopStarted:          {inHop, casefile.StageAwaitingApplication, requester, requester},
	casefile.EvHopEnded:            {inHop, casefile.StageEnded, nobodyElse, requester},
	casefile.EvEmergencyAsked:      {inHop, casefile.StageAwaitingDisclosure, holder, requester},
	casefile.EvEmergencyUnanswered: {inHop, casefile.StageAwaitingApplication, requester, holder},
	casefile.EvApplied:             {inHop, casefile.StageAwaitingApproval, authority, requester},
	casefile.EvGranted:             {inHop, casefile.StageAwaitingDisclosure, requester, asBefore},
	casefile.EvNarrowed:            {inHop, casefile.StageAwaitingDisclosure, requester, asBefore},
	casefile.EvReturned:            {inHop, casefile.StageAwaitingApplication, requester, asBefore},
	casefile.EvDenied:              {inHop, casefile.StageAwaitingApplication, requester, asBefore},
	casefile.EvIssuedUnvalidated:   {inHop, casefile.StageAwaitingDisclosure, requester, requester},
	casefile.EvServed:              {inHop, casefile.StageAwaitingDisclosure, holder, requester},
	casefile.EvChallenged:          {inHop, casefile.StageUnderReview, authority, holder},
	casefile.EvRuled:               {inHop, casefile.StageAwaitingDisclosure, holder, asBefore},
	casefile.EvDisclosed:           {inHop, casefile.StageAwaitingDisclosure, requester, holder},
	casefile.EvNotAvailable:        {inHop, casefile.StageEnded, requester, holder},
	casefile.EvRefused:             {inHop, casefile.StageAwaitingApplication, requester, holder},
	casefile.EvInvalid:             {inHop, casefile.StageAwaitingApplication, requester, holder},

	casefile.EvAcknowledged:     {inHop, "", asBefore, holder},
	casefile.EvNoticeGiven:      {inHop, "", asBefore, holder},
	casefile.EvNoticeDeferred:   {inHop, "", asBefore, holder},
	casefile.EvNoticeDue:        {inHop, "", asBefore, holder},
	casefile.EvDueMoved:         {inHop, "", asBefore, holder},
	casefile.EvPreserveAsked:    {inHop, "", asBefore, requester},
	casefile.EvPreserved:        {inHop, "", asBefore, holder},
	casefile.EvNotPreserved:     {inHop, "", asBefore, holder},
	casefile.EvPreserveLapsing:  {inHop, "", asBefore, requester},
	casefile.EvPreserveLapsed:   {inHop, "", asBefore, requester},
	casefile.EvPerishAlarm:      {inHop, "", asBefore, requester},
	casefile.EvPerished:         {inHop, "", asBefore, requester},
	casefile.EvExpired:          {inHop, "", asBefore, requester},
	casefile.EvReminder:         {inHop, "", asBefore, requester},
	casefile.EvSecondNotice:     {inHop, "", asBefore, requester},
	casefile.EvCompelMoved:      {inHop, "", asBefore, requester},
	casefile.EvRequestWithdrawn: {inHop, "", asBefore, requester},
	casefile.EvRestricted:       {inHop, "", asBefore, requester},
	casefile.EvLawMoved:         {anywhere, "", asBefore, requester},
	casefile.EvReplanned:        {anywhere, "", asBefore, requester},

	casefile.EvReceived:     {inHop, "", asBefore, requester},
	casefile.EvThrownBack:   {inHop, casefile.StageAwaitingApplication, requester, mustSay},
	casefile.EvNoneHeld:     {inHop, "", asBefore, requester},
	casefile.EvLeadMarked:   {inCase, "", asBefore, requester},
	casefile.EvAccessStands: {inCase, "", asBefore, mustSay},

	casefile.EvAccessRequested:  {of: inAccess},
	casefile.EvAccessGranted:    {of: inAccess},
	casefile.EvAccessRefused:    {of: inAccess},
	casefile.EvUseDeclared:      {of: inAccess},
	casefile.EvUseAccepted:      {of: inAccess},
	casefile.EvUseRefused:       {of: inAccess},
	casefile.EvFinding:          {of: inAccess},
	casefile.EvReviewOpened:     {of: inAccess},
	casefile.EvReviewCleared:    {of: inAccess},
	casefile.EvAccessRestricted: {of: inAccess},
	casefile.EvAccessSuspended:  {of: inAccess},
	casefile.EvAccessTerminated: {of: inAccess},
	casefile.EvAccessReinstated: {of: inAccess},
	casefile.EvPolicyMoved:      {of: inAccess},
	casefile.EvProtested:        {of: inAccess},
	casefile.EvTermsProposed:    {of: inAccess},
	casefile.EvProtestAnswered:  {of: inAccess},
	casefile.EvNoResult:         {of: inAccess},

	// What a notified or validating authority does moves the step in more than one
	// way: the row has to say how.
	casefile.EvNotified:     {inHop, "", mustSay, requester},
	casefile.EvNoObjection:  {inHop, "", mustSay, mustSay},
	casefile.EvObjected:     {inHop, "", mustSay, mustSay},
	casefile.EvValidated:    {inHop, "", mustSay, mustSay},
	casefile.EvNotValidated: {inHop, "", mustSay, mustSay},
}

// commanded is what follows from the grant of a motion to compel: the holder stays
// the party awaited, until it is served with the command.
var commanded = rule{inHop, "", asBefore, authority}
