package org.cria.cli.portable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

final class PortableReportTest {
    private static final String FOUND = """
            {"device": "tornado:cuda:0",
             "golden": {"prompts": 12, "as_the_cpu": RIGHT, "as_llama_cpp": 11, "cpu_as_llama_cpp": 11, "again": 12, "again_the_same": 12},
             "operators": {"right": true, "text": "verdict: fine\\n"},
             "models": [{"format": "Q8_0", "bytes": 1169000000,
               "speed": {"decode": {"tokens": 128, "tokens_per_second": 100.0, "deviation": 0.5}, "bytes_per_token": 1000000000,
                         "launches_per_token": 113.0, "problem": "stopped after 150 s"},
               "kernels": {"bytes_per_second": 2e11, "launch_nanos": 5000,
                           "operators": [{"phase": "decode", "operator": "a | b", "layers": 22, "launches": 1, "bytes": 1000000,
                                          "operations": 2000000, "nanos": 10000, "share": 0.5}]}}]}""";

    @Test
    void aDeviceThatSaysWhatTheCpuSaysIsRight() throws JsonProcessingException {
        assertTrue(PortableReport.isRight(report(12)));
        assertEquals("tornado:cuda:0 computes what the CPU does.", PortableReport.verdict(report(12)));
        assertFalse(PortableReport.isRight(report(11)));
        assertEquals("tornado:cuda:0 does not compute what the CPU does.", PortableReport.verdict(report(11)));
        assertFalse(PortableReport.isRight(PartFindings.JSON.createObjectNode()));
    }

    @Test
    void speedsStandBesideTheRoof() throws JsonProcessingException {
        String text = PortableReport.of(report(12));
        assertTrue(text.contains("| Q8_0 | 1169 MB | 100.0 ± 0.5 (128) | - | 113.0 | 100.0 | 50 % | - | - |"), text);
        assertTrue(text.contains("| decode | a \\| b | 22 | 1 | 10.0 | 50 % | 100.0 | 50 % | 200.0 |"), text);
    }

    @Test
    void aPartThatWasStoppedSaysSo() throws JsonProcessingException {
        assertTrue(PortableReport.of(report(12)).contains("**Speed in Q8_0: stopped after 150 s**"));
    }

    @Test
    void aDeviceThatWasNotCheckedToTheEndIsNeitherRightNorWrong() throws JsonProcessingException {
        ObjectNode report = report(12);
        ((ObjectNode) report.path("golden"))
                .put("again", 3)
                .put("again_the_same", 3)
                .put("problem", "stopped");
        ((ObjectNode) report.path("models").path(0).path("kernels")).removeAll().put("problem", "not begun");
        assertFalse(PortableReport.isRight(report));
        assertTrue(PortableReport.verdict(report).endsWith(" as far as the check came, which is not to its end."));
        String text = PortableReport.of(report);
        assertTrue(text.contains("Of 3 asked a second time, it answers 3 the same."), text);
        assertTrue(text.contains("**not begun**") && !text.contains("0.0 GB/s"), text);
    }

    @Test
    void withoutADeviceTheNextStepIsTheReport() {
        ObjectNode nothing =
                PartFindings.JSON.createObjectNode().put("problem", "TornadoVM sees no device. Install one.");
        assertTrue(PortableReport.of(nothing).contains("TornadoVM sees no device. Install one."));
    }

    private static ObjectNode report(int right) throws JsonProcessingException {
        return (ObjectNode) PartFindings.JSON.readTree(FOUND.replace("RIGHT", String.valueOf(right)));
    }
}
