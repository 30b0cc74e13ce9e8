package org.cria.cli.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.cria.kernels.lab.Fault;
import org.cria.kernels.lab.Measurement;
import org.cria.kernels.lab.OperatorShare;

/** The laboratory's findings, for programs. */
public final class LabJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LabJson() {}

    /** What a model runs on a device. */
    public static String of(List<OperatorShare> shares) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode operators = root.putArray("operators");
        for (OperatorShare share : shares) {
            ObjectNode object = operators.addObject();
            ArrayNode kernels = object.putArray("kernels");
            share.sockets().forEach(kernels::add);
            object.put("operator", share.operator())
                    .put("phase", share.phase().toString())
                    .put("layers", share.layers())
                    .put("launches", share.launches())
                    .put("bytes", share.bytes())
                    .put("operations", share.operations())
                    .put("ns", share.nanos())
                    .put("share", share.share());
        }
        return root.toString();
    }

    /** What became of kernels. */
    public static String results(List<LabRun.Result> results) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode kernels = root.putArray("kernels");
        for (LabRun.Result result : results) {
            ObjectNode object = kernels.addObject()
                    .put("file", result.verdict().kernel().file().name())
                    .put("kernel", result.verdict().kernel().socket().name())
                    .put("device", result.backend().name())
                    .put("right", result.verdict().isRight())
                    .put("cases", result.verdict().cases())
                    .put("check_ms", result.verdict().nanos() / 1e6);
            ArrayNode faults = object.putArray("mistakes");
            for (Fault fault : result.verdict().faults()) {
                faults.addObject()
                        .put("kind", fault.kind())
                        .put("line", fault.line())
                        .put("code", fault.code())
                        .put("message", fault.message());
            }
            ArrayNode measured = object.putArray("measurements");
            result.measurements().forEach(each -> into(measured.addObject(), each));
        }
        return root.toString();
    }

    private static void into(ObjectNode object, Measurement each) {
        object.put("operator", each.work().operator())
                .put("phase", each.work().phase().toString())
                .put("rows", each.work().rows())
                .put("bytes", each.work().cost().bytes())
                .put("operations", each.work().cost().operations())
                .put("ns", each.ownNanos())
                .put("in_use_ns", each.usedNanos())
                .put("speed_up", each.speedUp())
                .put("gb_per_s", each.gigabytes())
                .put("gflop_per_s", each.gigaflops())
                .put("roofline_share", each.share());
    }
}
