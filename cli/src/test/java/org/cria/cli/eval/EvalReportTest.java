package org.cria.cli.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.cria.kernels.CriaException;
import org.cria.model.eval.EvalTask;
import org.cria.model.eval.Likelihood;
import org.cria.model.eval.Sample;
import org.cria.model.eval.TaskFile;
import org.cria.model.eval.TaskQuestion;
import org.cria.model.eval.TaskResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A report shows what was said as text, whatever was said. */
final class EvalReportTest {
    private static final String HOSTILE = "</div><script>alert('1')</script><img src=x onerror=\"a()\"/>"
            + "<!-- ]]> &amp; &#x1; \u0000\u0001\u001b[31m \ud800 \uffff \u202e\r\n\tend";

    private static final String TASK = """
            {"task": "capitals", "kind": "choice", "data": {"test": ["a.jsonl"], "source": "here"},
             "parts": {"all": ["north", "south"]},
             "shots": 0, "text": "{{a}}", "choices": "b", "answer": "{{c}}", "metrics": ["acc", "acc_norm"]}
            """;

    @TempDir
    private Path folder;

    private List<TaskResult> results = List.of();

    @BeforeEach
    void answer() throws IOException {
        EvalTask task = TaskFile.read(Files.writeString(folder.resolve("task.json"), TASK));
        List<TaskResult> parts = new ArrayList<>();
        for (String part : List.of("north", "south")) {
            List<Sample> samples = IntStream.range(0, 60)
                    .mapToObj(i -> sample(i, part.equals("north") && i % 3 == 0))
                    .toList();
            parts.add(new TaskResult(task, task.nameOf(part), part, 0, 70, samples, 2));
        }
        results = parts;
    }

    private static Sample sample(int doc, boolean right) {
        TaskQuestion question = doc % 2 == 0
                ? new TaskQuestion.Choice(
                        doc,
                        List.of(new TaskQuestion.Pair(HOSTILE, " a"), new TaskQuestion.Pair(HOSTILE, " b")),
                        List.of(HOSTILE, "b"),
                        1,
                        List.of())
                : new TaskQuestion.Writing(doc, HOSTILE, HOSTILE);
        Map<String, Double> scores = new LinkedHashMap<>();
        scores.put("acc,none", right ? 1.0 : 0.0);
        scores.put("acc_norm,none", 0.0);
        List<Likelihood> likelihoods = List.of(new Likelihood(-2.5, false), new Likelihood(-1.25, true));
        return new Sample(question, doc % 2 == 0 ? likelihoods : List.of(), HOSTILE, scores);
    }

    private String page() throws IOException {
        Path file = folder.resolve("report.html");
        new EvalReport(Map.of("model", "tiny<b>.gguf"), results).write(file);
        return Files.readString(file);
    }

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)));
    }

    private static List<Element> all(Document page, String name) {
        NodeList found = page.getElementsByTagNameNS("*", name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    @Test
    void whatIsHostileStaysText() throws Exception {
        String text = page();
        Document page = parsed(text);
        assertFalse(text.contains("<script") || text.contains("<img") || text.contains("<b>"), "escaped");
        assertFalse(text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t'), "no character that HTML forbids");
        assertTrue(text.startsWith("<!DOCTYPE html>"), text);
        List<String> answers = all(page, "div").stream()
                .filter(div -> div.getAttribute("class").equals("text"))
                .map(Element::getTextContent)
                .distinct()
                .toList();
        assertEquals(
                List.of("</div><script>alert('1')</script><img src=x onerror=\"a()\"/>"
                        + "<!-- ]]> &amp; &#x1; \u2400\u2401\u241b[31m \ufffd \ufffd \u202e\u240d\n\tend"),
                answers);
    }

    @Test
    void nothingRunsAndNothingComesFromElsewhere() throws Exception {
        Document page = parsed(page());
        for (Element each : all(page, "*")) {
            assertFalse(List.of("script", "link", "img", "iframe", "object").contains(each.getLocalName()));
            for (int i = 0; i < each.getAttributes().getLength(); i++) {
                String name = each.getAttributes().item(i).getNodeName();
                assertFalse(name.startsWith("on") || name.contains("href") || name.equals("src"), name);
            }
        }
    }

    @Test
    void figuresAreThoseOfTheJson() throws Exception {
        JsonNode json = new ObjectMapper()
                .readTree(EvalJson.results("tiny", results, 1))
                .get("results");
        List<Element> rows = all(parsed(page()), "tr").stream()
                .filter(row -> row.getElementsByTagName("data").getLength() == 2)
                .toList();
        assertEquals(8, rows.size(), "task, group and two parts of two figures each");
        for (Element row : rows) {
            JsonNode own = json.get(
                    row.getFirstChild().getTextContent().replace("\u2003", "").strip());
            String figure =
                    row.getElementsByTagName("td").item(1).getTextContent().strip();
            assertEquals(own.get(figure + ",none").asDouble(), value(row, 0));
            assertEquals(own.get(figure + "_stderr,none").asDouble(), value(row, 1));
        }
        assertTrue(json.at("/capitals_north/acc,none").asDouble() > 0.3, "not all zeros");
    }

    private static double value(Element row, int index) {
        return Double.parseDouble(((Element) row.getElementsByTagName("data").item(index)).getAttribute("value"));
    }

    @Test
    void barsAreAsLongAsTheirFigures() throws Exception {
        Path file = folder.resolve("report.SVG");
        new EvalReport(Map.of("model", "tiny"), results).write(file);
        Document chart = parsed(Files.readString(file));
        assertEquals("svg", chart.getDocumentElement().getLocalName());
        List<Double> widths = all(chart, "rect").stream()
                .map(bar -> Double.parseDouble(bar.getAttribute("width")))
                .toList();
        assertEquals(List.of(70.0, 0.0, 70.0, 0.0, 140.0, 0.0, 0.0, 0.0), widths, "1/6, 1/6, 1/3 and 0 of 420");
    }

    @Test
    void fiftyQuestionsOfAPartAreShown() throws Exception {
        Document page = parsed(page());
        assertEquals(2 + 2 * 50, all(page, "details").size());
        assertTrue(page.getDocumentElement().getTextContent().contains("the first 50 of 60 questions; 2 lost"));
    }

    @Test
    void aReportThatCouldNotBeWrittenIsRefusedBefore() {
        assertRefused("no/a.html", "there is no folder");
        assertRefused("a.pdf", "ends in .html");
    }

    private void assertRefused(String name, String why) {
        CriaException refusal = assertThrows(CriaException.class, () -> EvalReport.check(folder.resolve(name)));
        assertTrue(String.valueOf(refusal.getMessage()).contains(why), refusal.toString());
    }

    @Test
    void theTableSaysHowManyPromptsWereCut() {
        assertTrue(EvalText.of("tiny", results).contains(": 2 prompts were longer than the context and lost their"));
        TaskResult first = results.getFirst();
        TaskResult one = new TaskResult(first.task(), first.name(), "north", 0, 70, first.samples(), 1);
        assertTrue(EvalText.of("tiny", List.of(one)).contains(": 1 prompt was longer than the context and lost its"));
    }
}
