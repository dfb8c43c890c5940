package page_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"writ/report/page"
)

// These tests open the page in Chromium. Without it they are skipped, unless
// WRIT_REQUIRE_CHROMIUM is set. What they saw is kept in WRIT_ARTIFACTS, or else
// in bin/artifacts.

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("WRIT_REQUIRE_CHROMIUM") != "" {
		t.Fatal("chromium is not installed, and WRIT_REQUIRE_CHROMIUM is set: apt-get install chromium")
	}
	t.Skip("SKIPPED, not passed: chromium is not installed, so nobody looked at the page (apt-get install chromium)")
	return ""
}

func artifact(t *testing.T, name string, content []byte) string {
	t.Helper()
	folder := os.Getenv("WRIT_ARTIFACTS")
	if folder == "" {
		folder = filepath.Join("..", "..", "bin", "artifacts")
	}
	folder, err := filepath.Abs(filepath.Join(folder, "page"))
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(folder, 0o755))
	path := filepath.Join(folder, name)
	require.NoError(t, os.WriteFile(path, content, 0o644))
	return path
}

// witness hears what the browser complains about and asks for.
type witness struct {
	mu         sync.Mutex
	complaints []string
	requests   []string
}

func (w *witness) hear(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		w.complaints = append(w.complaints, fmt.Sprintf("log %s: %s", e.Entry.Level, e.Entry.Text))
	case *runtime.EventExceptionThrown:
		w.complaints = append(w.complaints, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		w.complaints = append(w.complaints, fmt.Sprintf("console %s", e.Type))
	case *audits.EventIssueAdded:
		w.complaints = append(w.complaints, fmt.Sprintf("issue %s", e.Issue.Code))
	case *network.EventRequestWillBeSent:
		w.requests = append(w.requests, e.Request.URL)
	}
}

func (w *witness) told() (complaints, requests []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.complaints), slices.Clone(w.requests)
}

// browser starts a Chromium of its own, which ends with the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(chromium(t)), chromedp.UserDataDir(t.TempDir()), chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("no-proxy-server", true))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(ctx)
	t.Cleanup(end)
	require.NoError(t, chromedp.Do(ctx), "chromium starts")
	return ctx
}

// tab opens an address in a tab with a witness, all its events heard.
func tab(t *testing.T, ctx context.Context, url string) (context.Context, *witness) {
	t.Helper()
	w := &witness{}
	ctx, closed := chromedp.NewContext(ctx, chromedp.WithListener(w.hear))
	t.Cleanup(closed)
	for _, enable := range []cdp.Command[cdp.Empty, cdp.Empty]{audits.Enable, log.Enable} {
		_, err := chromedp.Call(ctx, enable, cdp.Empty{})
		require.NoError(t, err)
	}
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	require.NoError(t, err)
	limited, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	require.NoError(t, chromedp.Do(limited, chromedp.Navigate(url)))
	return ctx, w
}

func ask[T any](t *testing.T, ctx context.Context, script string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	require.NoError(t, err)
	return v
}

// look sets how the page is looked at.
func look(t *testing.T, ctx context.Context, width int64, media, scheme string) {
	t.Helper()
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)))
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	require.NoError(t, err)
}

// Scripts that measure. They return sentences, none when all is well.
const (
	// wideScript names what reaches beyond the window, unless it can be scrolled.
	wideScript = `(() => {
  const w = document.documentElement.clientWidth, out = [];
  if (document.documentElement.scrollWidth > w) out.push("the page is " + document.documentElement.scrollWidth + " wide");
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest(".scroll") || e.closest("svg") && e.tagName !== "svg" || e.matches(".skip, .of")) continue;
    const r = e.getBoundingClientRect();
    if (r.width > 0 && r.right > w + 1) out.push(e.tagName + "." + e.className + " ends at " + r.right);
  }
  return out;
})()`

	// figureScript names figures of no size or without what stands under them.
	figureScript = `(() => {
  const out = [];
  for (const f of document.querySelectorAll("figure")) {
    const seen = [...f.querySelectorAll("svg, table.heat")].filter(e => e.getBoundingClientRect().height > 60 && e.getBoundingClientRect().width > 250);
    if (seen.length !== 1) out.push(f.id + ": " + seen.length + " drawings can be seen");
    for (const s of f.querySelectorAll("svg"))
      for (const id of s.getAttribute("aria-labelledby").split(" ")) if (!document.getElementById(id).textContent) out.push(f.id + ": no " + id);
    const foot = f.querySelector("dl.foot").textContent;
    for (const word of ["SYNTHETIC", "n", "events", "censored", "as of", "from", "to", "pointwise", "95", "withheld"]) if (!foot.includes(word)) out.push(f.id + ": no " + word);
    if (!f.querySelector("details tbody td")) out.push(f.id + ": no numbers");
  }
  return out;
})()`

	// textScript names words of drawings that overlap or leave their drawing.
	textScript = `(() => {
  const out = [];
  for (const s of document.querySelectorAll("svg")) {
    const all = s.getBoundingClientRect();
    if (!all.width) continue;
    const texts = [...s.querySelectorAll("text")].map(e => {
      const r = e.getBoundingClientRect(), h = r.height * 0.18;
      return {words: e.textContent, l: r.left, r: r.right, t: r.top + h, b: r.bottom - h};
    });
    texts.forEach((a, i) => {
      if (a.l < all.left - 1 || a.r > all.right + 1) out.push(s.parentElement.id + ": \"" + a.words + "\" leaves the drawing");
      for (const b of texts.slice(i + 1)) if (a.l < b.r && b.l < a.r && a.t < b.b && b.t < a.b) out.push(s.parentElement.id + ": \"" + a.words + "\" over \"" + b.words + "\"");
    });
  }
  return out;
})()`

	// contrastScript names words of less contrast than 4.5 with what is behind them.
	contrastScript = `(() => {
  const rgb = c => c.match(/[\d.]+/g).map(Number);
  const part = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4); };
  const light = c => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]) + 0.05;
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [0, 0, 0]; };
  const bad = new Set(); let words = 0;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    const e = n.parentElement;
    if (!n.textContent.trim() || e.closest("title, desc, style")) continue;
    const style = getComputedStyle(e);
    words++;
    const a = light(rgb(e.closest("svg") ? style.fill : style.color)), b = light(ground(e));
    const c = Math.max(a, b) / Math.min(a, b);
    if (c < 4.5) bad.add(e.tagName + "." + (e.getAttribute("class") || "") + " " + c.toFixed(2));
  }
  if (words < 200) bad.add("only " + words + " words were measured");
  return [...bad];
})()`
)

// One browser for all, since its start is what takes time.
func TestInChromium(t *testing.T) {
	var made bytes.Buffer
	require.NoError(t, page.Write(&made, full()))
	path := artifact(t, "report.html", made.Bytes())
	ctx := browser(t)
	t.Run("looked at", func(t *testing.T) { lookedAt(t, ctx, path) })
	t.Run("printed", func(t *testing.T) { printed(t, ctx, path) })
	t.Run("policy kept", func(t *testing.T) { policyKept(t, ctx, made.String()) })
}

func lookedAt(t *testing.T, ctx context.Context, path string) {
	ctx, heard := tab(t, ctx, "file://"+path)
	require.GreaterOrEqual(t, ask[int](t, ctx, `document.querySelectorAll("figure").length`), 7)
	for _, width := range []int64{360, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			name := fmt.Sprintf("%d-%s", width, scheme)
			look(t, ctx, width, "screen", scheme)
			require.Empty(t, ask[[]string](t, ctx, wideScript), "%s: too wide", name)
			require.Empty(t, ask[[]string](t, ctx, figureScript), "%s: figures", name)
			require.Empty(t, ask[[]string](t, ctx, textScript), "%s: words in drawings", name)
			require.Empty(t, ask[[]string](t, ctx, contrastScript), "%s: contrast", name)
			ground := map[string]string{"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 27)"}[scheme]
			require.Equal(t, ground, ask[string](t, ctx, `getComputedStyle(document.body).backgroundColor`))
			picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
			require.NoError(t, err)
			artifact(t, name+".png", picture)
		}
	}
	complaints, requests := heard.told()
	require.Empty(t, complaints, "the browser has nothing to complain about")
	require.NotEmpty(t, requests, "the witness heard the file being opened")
	for _, r := range requests {
		require.Equal(t, "file://"+path, r, "nothing but the file itself is asked for")
	}
}

func printed(t *testing.T, ctx context.Context, path string) {
	ctx, _ = tab(t, ctx, "file://"+path)
	look(t, ctx, 1000, "print", "dark")
	require.Equal(t, "rgb(255, 255, 255)", ask[string](t, ctx, `getComputedStyle(document.body).backgroundColor`), "paper is white, also for who prefers dark")
	require.Empty(t, ask[[]string](t, ctx, contrastScript))
	require.Empty(t, ask[[]string](t, ctx, `[...document.querySelectorAll("details")].filter(d => d.querySelector("table").getBoundingClientRect().height < 20).map(d => d.textContent.slice(0, 60))`),
		"what is folded on a screen is open on paper")

	look(t, ctx, 1000, "", "dark")
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
	require.NoError(t, err)
	artifact(t, "report.pdf", pdf)
	require.True(t, bytes.HasPrefix(pdf, []byte("%PDF-")))
	require.Greater(t, len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1)), 3, "pages")
}

// policyKept shows that the witness would hear: the page with a script and a
// picture added is complained about, and asks for neither.
func policyKept(t *testing.T, ctx context.Context, good string) {
	var mu sync.Mutex
	var asked []string
	bad := strings.Replace(good, "</main>", `<script>document.title = "run"</script><img src="/picture" alt=""></main>`, 1)
	require.NotEqual(t, good, bad)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.URL.Path)
		mu.Unlock()
		if r.URL.Path == "/good" {
			_, _ = w.Write([]byte(good))
			return
		}
		_, _ = w.Write([]byte(bad))
	}))
	defer server.Close()

	_, heard := tab(t, ctx, server.URL+"/good")
	complaints, requests := heard.told()
	require.Empty(t, complaints, "served, it is as quiet as opened from a file")
	require.Equal(t, []string{server.URL + "/good"}, requests)

	broken, heard := tab(t, ctx, server.URL+"/bad")
	require.Eventually(t, func() bool {
		complaints, _ = heard.told()
		return len(complaints) >= 2
	}, 10*time.Second, 20*time.Millisecond, "script and picture are refused aloud")
	require.NotEqual(t, "run", ask[string](t, broken, `document.title`))
	mu.Lock()
	defer mu.Unlock()
	require.NotContains(t, asked, "/picture")
}
