package org.cria.kernels.gradient;

import java.util.List;
import org.cria.kernels.program.Experts;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Step;

/** The derivative of each step. */
final class Derivatives {
    private Derivatives() {}

    static List<Derivative> of(Course course, Trained trained) {
        return course.nodes().stream().map(node -> of(node, trained)).toList();
    }

    private static Derivative of(Node node, Trained trained) {
        return switch (node.step()) {
            case Step.Embed s -> new EmbedDerivative(s.table(), node.written());
            case Step.Given _ -> new GivenDerivative(node.written());
            case Step.RmsNorm s -> new NormDerivative(s.gain(), s.epsilon(), node.read(0), node.written());
            case Step.MatMul s -> new MatMulDerivative(s.w(), trained.has(s.w()), node.read(0), node.written());
            case Step.AddBias s -> new BiasDerivative(s.bias(), node.read(0), node.written());
            case Step.Rope s -> new RopeDerivative(s.rotation(), s.headDims(), node.read(0), node.written());
            case Step.StoreKv _ -> new StoreDerivative();
            case Step.Attend s -> new AttendDerivative(s, node.read(0), node.read(1), node.read(2), node.written());
            case Step.SwiGlu _ ->
                new GateDerivative(GateDerivative.Curve.SILU, node.read(0), node.read(1), node.written());
            case Step.Add _ -> new AddDerivative(node.read(0), node.read(1), node.written());
            case Step.SelectOutputs _ -> new SelectDerivative(node.read(0), node.written());
            case Pointwise.GeGlu _ ->
                new GateDerivative(GateDerivative.Curve.GELU, node.read(0), node.read(1), node.written());
            case Pointwise.Scale s -> new ScaleDerivative(s.factor(), node.read(0), node.written());
            case Pointwise.Strengthen s -> new ScaleDerivative(s.factor() * s.preset(), node.read(0), node.written());
            case Pointwise.SoftCap s -> new CapDerivative(s.cap(), node.read(0), node.written());
            case Experts.Route s -> new RouteDerivative(s.used(), node.read(0), node.written());
            case Experts.Product s ->
                new ExpertDerivative(s, trained.has(s.w()), node.read(0), node.read(1), node.written());
            case Experts.Blend _ -> new BlendDerivative(node.read(0), node.read(1), node.written());
        };
    }
}
