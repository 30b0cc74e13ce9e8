package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The chat page in a real browser. */
@SuppressWarnings("NullAway.Init") // set before the tests
final class PageTest {
    private static final String EVIL = "<img src=x onerror=\"document.title='owned'\">";
    private static final String MARKDOWN =
            "# A title\nSome *words*, " + EVIL + " and [a link](javascript:alert(1)).\n\n"
                    + "<script>document.title='owned'</script>\n\n![a picture](https://a.example/p.png)\n\n"
                    + "```java\nint x = 1; // <b>\n```\n";
    private static final String ANSWER = ".answer .markdown";

    private static Browser browser;
    private static BoundModels models;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        Map<String, String> grammars = new TreeMap<>(Map.of(
                "built-in", "",
                "endless", "root ::= \"la \"{2000}",
                "markdown", BoundModels.saying(MARKDOWN),
                "yes", "root ::= \"Yes.\""));
        models = new BoundModels(Served.patient(), 1024, grammars);
        browser.open(models.address());
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (models != null) {
            models.close();
        }
    }

    @BeforeEach
    void beginAnew() {
        browser.script("localStorage.clear(); history.replaceState(null, '', '/')");
        browser.reload();
        browser.awaitThat("the models", () -> browser.all(".column option").size() == 4);
    }

    @AfterEach
    void nothingWentWrongInTheBrowser() {
        assertEquals(List.of(), browser.told());
        assertFalse(browser.script("return document.title").equals("owned"));
    }

    private static void choose(String model) {
        browser.one(".column:last-child option[value='" + model + "']").click();
    }

    private static void ask(String text) {
        browser.one("#question").sendKeys(text);
        browser.one("#question").sendKeys(Keys.ENTER);
    }

    private static void awaitAnswers(int count) {
        browser.awaitThat(
                count + " answers",
                () -> browser.all(".answer[aria-busy=false]").size() == count
                        && browser.all(".answer").size() == count);
    }

    @Test
    void aChatHasAnswersFiguresAndAContextThatFills() {
        ask("Where does Varick live?");
        awaitAnswers(1);
        assertTrue(
                browser.texts(ANSWER).getFirst().contains("Umberly"),
                browser.texts(ANSWER).toString());
        String figures = browser.one(".figures").getText();
        assertTrue(figures.matches("[\\d.,]+ tokens/s · \\d+ tokens · first after [\\d.]+ s"), figures);
        assertTrue(
                browser.one(".meter").getText().matches("\\d+ of 1,024 tokens"),
                browser.one(".meter").getText());
        assertEquals("Where does Varick live? – Cria", browser.script("return document.title"));
    }

    @Test
    void htmlOfAModelStaysTextAndMarkdownDoesNot() {
        choose("markdown");
        ask("Hello!");
        awaitAnswers(1);
        String answer = browser.one(ANSWER).getText();
        assertTrue(answer.contains(EVIL), answer);
        assertTrue(answer.contains("<script>document.title='owned'</script>"), answer);
        assertEquals("A title", browser.one(ANSWER + " h3").getText());
        assertEquals("words", browser.one(ANSWER + " em").getText());
        assertEquals(0, browser.all(ANSWER + " img").size());
        assertEquals(0, browser.all(ANSWER + " script").size());
        assertEquals(0, browser.all("a[href^=javascript]").size());
        assertEquals(
                "https://a.example/p.png",
                browser.one(ANSWER + " a[href^=https]").getDomAttribute("href"));
        assertEquals("int x = 1; // <b>", browser.one(".code pre").getText());
        assertEquals("int", browser.one(".code .hljs-type").getText());
        browser.one(".code button").click();
        browser.awaitThat(
                "what was copied", () -> "Copied.".equals(browser.one("#status").getDomProperty("textContent")));
    }

    @Test
    void anAnswerIsStoppedAndWhatWasSaidStays() {
        choose("endless");
        ask("Sing!");
        browser.awaitThat("a part", () -> browser.one(ANSWER).getText().startsWith("la la"));
        assertEquals("Stop the answer", browser.one("#composer button").getAccessibleName());
        browser.press(Keys.ESCAPE);
        awaitAnswers(1);
        assertTrue(
                browser.one(".figures").getText().startsWith("stopped · ≈ "),
                browser.one(".figures").getText());
        int said = browser.one(ANSWER).getText().length();
        browser.awaitThat("nobody to be served", () -> models.isIdle());
        assertEquals(said, browser.one(ANSWER).getText().length());
        assertEquals("Send", browser.one("#composer button").getAccessibleName());
    }

    @Test
    void editedQuestionsAndNewAnswersAreBranches() {
        choose("yes");
        ask("One?");
        awaitAnswers(1);
        browser.one(".answer [aria-label='Answer again']").click();
        browser.awaitThat(
                "a second answer", () -> browser.texts(".branches span").equals(List.of("2 of 2")));
        awaitAnswers(1);
        browser.one("[aria-label='Edit question']").click();
        browser.one(".edit textarea").sendKeys(" Or two?", Keys.ENTER);
        browser.awaitThat("a second question", () -> browser.texts(".bubble").equals(List.of("One? Or two?")));
        awaitAnswers(1);
        browser.one(".question [aria-label='Previous question']").click();
        browser.awaitThat("the first one", () -> browser.texts(".bubble").equals(List.of("One?")));
        assertEquals(List.of("1 of 2", "2 of 2"), browser.texts(".branches span"));
        browser.pressWithAlt(",");
        browser.awaitThat(
                "the first answer", () -> browser.texts(".branches span").equals(List.of("1 of 2", "1 of 2")));
    }

    @Test
    void twoModelsAnswerTheSameQuestionAndOneGoesOn() {
        choose("built-in");
        browser.pressWithAlt("2");
        browser.awaitThat("two columns", () -> browser.all(".column").size() == 2);
        choose("yes");
        ask("Where does Varick live?");
        awaitAnswers(2);
        assertEquals(List.of("built-in", "yes"), browser.texts(".answer .who"));
        assertTrue(browser.texts(ANSWER).getFirst().contains("Umberly"));
        assertEquals("Yes.", browser.texts(ANSWER).get(1));
        browser.all(".answer .tools button:last-of-type").get(1).click();
        browser.awaitThat("one column", () -> browser.all(".column").size() == 1);
        assertEquals(List.of("Yes."), browser.texts(ANSWER));
        ask("Really?");
        awaitAnswers(2);
        assertEquals(List.of("yes", "yes"), browser.texts(".answer .who"));
    }

    @Test
    void aReloadBringsEverythingBack() {
        choose("yes");
        browser.pressWithAlt("s");
        browser.one("#system").sendKeys("Say yes.");
        browser.one("#sampler-0-temperature").sendKeys("0.5");
        browser.one("dialog .strong").click();
        ask("Is it kept?");
        awaitAnswers(1);
        browser.awaitThat(
                "the list", () -> browser.texts("#conversations .title").contains("Is it kept?"));
        browser.reload();
        browser.awaitThat("the answer", () -> browser.texts(ANSWER).equals(List.of("Yes.")));
        browser.awaitThat("its column", () -> browser.texts(".column .quiet").contains("Samplers (1)"));
        browser.pressWithAlt("s");
        assertEquals("Say yes.", browser.one("#system").getDomProperty("value"));
        browser.press(Keys.ESCAPE);
        JsonNode file = Served.parsed(browser.script("const {exported} = await import('/page/tree.js');"
                + "const {find} = await import('/page/store.js');"
                + "return JSON.stringify(exported(await find(location.hash.slice(1))))"));
        assertEquals("cria-conversation", file.path("format").asText());
        assertEquals(
                List.of("system", "user", "assistant"), file.path("messages").findValuesAsText("role"));
    }

    @Test
    void aNarrowScreenIsFilledAndNotExceeded() {
        choose("markdown");
        browser.pressWithAlt("2");
        ask("Hello!");
        awaitAnswers(2);
        try {
            browser.resize(320, 640);
            browser.awaitThat(
                    "the width", () -> browser.script("return innerWidth").equals("320"));
            assertEquals("320", browser.script("return document.documentElement.scrollWidth"));
            assertEquals(
                    "true",
                    browser.script(
                            "const t = document.getElementById('thread'); return t.scrollWidth <= t.clientWidth"));
        } finally {
            browser.resize(1280, 860);
        }
    }

    @Test
    void darkAndLightFollowTheSystemUntilOneIsChosen() {
        String ground = "return getComputedStyle(document.body).backgroundColor";
        browser.preferDark(false);
        String light = browser.script(ground);
        browser.preferDark(true);
        String dark = browser.script(ground);
        assertFalse(light.equals(dark));
        browser.pressWithAlt("t");
        browser.awaitThat("light", () -> browser.script(ground).equals(light));
        browser.reload();
        assertEquals(light, browser.script(ground));
        browser.preferDark(false);
    }

    @Test
    void whatWasForgottenIsDimmedAndALineSaysSo() {
        choose("yes");
        String question = "Where does Varick live, and who is with him in Umberly? ".repeat(20);
        for (int asked = 1; asked <= 4; asked++) {
            ask(question);
            awaitAnswers(asked);
        }
        String line = browser.one(".forgotten-line").getText();
        assertTrue(line.matches("The model no longer sees the [246] messages above: the context is full\\."), line);
        int forgotten = Integer.parseInt(line.replaceAll("\\D", ""));
        assertEquals(forgotten, browser.all(".forgotten").size());
    }

    @Test
    void aKeyIsAskedForOnceInATab() {
        try (BoundModels locked = new BoundModels(
                Served.patient().withApiKeys(List.of("llama")), 256, Map.of("yes", "root ::= \"Yes.\""))) {
            browser.open(locked.address());
            browser.one("dialog input").sendKeys("camel", Keys.ENTER);
            browser.awaitThat(
                    "another try",
                    () -> browser.one("dialog p:first-of-type").getText().contains("is not known"));
            browser.one("dialog input").sendKeys("llama", Keys.ENTER);
            browser.awaitThat("the models", () -> browser.all(".column option").size() == 1);
            ask("Open?");
            awaitAnswers(1);
            browser.reload();
            browser.awaitThat("the models", () -> browser.all(".column option").size() == 1);
            assertEquals(List.of("Yes."), browser.texts(ANSWER));
            assertTrue(browser.told().stream().allMatch(line -> line.contains("401")), "refusals alone are told");
        } finally {
            browser.open(models.address());
        }
    }
}
