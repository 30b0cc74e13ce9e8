package org.cria.model.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.gradient.GradientPass;
import org.cria.kernels.gradient.TextBatch;
import org.cria.kernels.program.Program;

/** Makes steps of a training: passes forward and back over examples, and a change of what is trained. For one thread. */
final class Trainer implements AutoCloseable {
    private final TrainingPlan plan;
    private final List<Parameter> parameters;
    private final List<Example> examples;
    private final Objective objective;
    private final ExampleOrder order;
    private final GradientPass pass;

    /**
     * A step that was made.
     *
     * @param number from 1
     * @param loss the mean of its predictions, before the step
     * @param rate the learning rate
     * @param norm of the derivatives, before they were clipped
     * @param tokens that were read
     */
    record Step(int number, double loss, double rate, double norm, long tokens) {}

    /**
     * @param program that computes with the parameters' weights
     * @param longest tokens of an example, also of those that are only measured
     */
    Trainer(
            Program program,
            List<Parameter> parameters,
            List<Example> examples,
            Objective objective,
            TrainingPlan plan,
            int longest,
            int threads) {
        this.plan = plan;
        this.parameters = List.copyOf(parameters);
        this.examples = List.copyOf(examples);
        this.objective = objective;
        this.order = new ExampleOrder(plan, examples.size());
        this.pass = new GradientPass(
                program,
                parameters.stream()
                        .flatMap(parameter -> parameter.within(program).stream())
                        .toList(),
                Math.multiplyExact(longest, plan.batch()),
                threads);
    }

    /**
     * Makes a step.
     *
     * @param number from 0
     * @throws CriaException if the loss is no number any more; nothing is changed then
     */
    Step step(int number) {
        pass.clear();
        List<int[]> passes = new ArrayList<>();
        long taught = 0;
        long tokens = 0;
        for (int i = 0; i < plan.accumulate(); i++) {
            int[] chosen = order.of(number, i);
            passes.add(chosen);
            taught += Arrays.stream(chosen)
                    .mapToLong(each -> examples.get(each).taught())
                    .sum();
            tokens += Arrays.stream(chosen)
                    .mapToLong(each -> examples.get(each).tokens().length)
                    .sum();
        }
        double sum = 0;
        for (int[] chosen : passes) {
            float[] scores = pass.forward(texts(chosen, examples));
            sum += objective.differentiate(scores, chosen, 1f / taught);
            pass.backward(scores);
        }
        parameters.parallelStream().forEach(parameter -> parameter.collect(pass::gradient));
        double norm = norm();
        if (!Double.isFinite(sum) || !Double.isFinite(norm)) {
            throw new CriaException(
                    "step " + (number + 1) + ": the loss is " + sum / taught + " and the derivatives' norm " + norm
                            + ", expected numbers. Choose a smaller learning rate, or look at the data.");
        }
        double rate = plan.rate().at(number, plan.steps());
        double factor = plan.clip() > 0 ? Math.min(1, plan.clip() / (norm + 1e-6)) : 1;
        plan.optimiser().change(parameters, number, rate, factor);
        return new Step(number + 1, sum / taught, rate, norm, tokens);
    }

    private double norm() {
        double sum = 0;
        for (Parameter parameter : parameters) {
            sum += parameter.squareSum();
        }
        return Math.sqrt(sum);
    }

    /** The mean loss of some examples' predictions. */
    double loss(List<Example> measured, Objective by) {
        double sum = 0;
        long taught = 0;
        for (int from = 0; from < measured.size(); from += plan.batch()) {
            int[] chosen = new int[Math.min(plan.batch(), measured.size() - from)];
            for (int i = 0; i < chosen.length; i++) {
                chosen[i] = from + i;
                taught += measured.get(from + i).taught();
            }
            sum += by.differentiate(pass.forward(texts(chosen, measured)), chosen, 0);
        }
        return sum / taught;
    }

    private static TextBatch texts(int[] chosen, List<Example> examples) {
        List<int[]> tokens = new ArrayList<>();
        List<boolean[]> wanted = new ArrayList<>();
        for (int number : chosen) {
            tokens.add(examples.get(number).tokens());
            wanted.add(examples.get(number).wanted());
        }
        return new TextBatch(tokens, wanted);
    }

    @Override
    public void close() {
        pass.close();
    }
}
