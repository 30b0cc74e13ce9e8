package org.cria.model.train;

import java.util.List;

/**
 * Adam with weight decay beside the derivative, as torch has it.
 *
 * @param beta1 what the mean of derivatives keeps at each step
 * @param beta2 what the mean of their squares keeps
 * @param epsilon beside the root of that
 * @param decay by which values shrink at each step, in terms of the learning rate
 * @see <a href="https://arxiv.org/abs/1711.05101">Decoupled weight decay regularization</a>
 */
public record AdamW(double beta1, double beta2, double epsilon, double decay) {
    /** What torch has, without decay. */
    public static AdamW usual() {
        return new AdamW(0.9, 0.999, 1e-8, 0);
    }

    /**
     * Changes values by a step.
     *
     * @param step from 0
     * @param factor on all derivatives: less than 1 where these are clipped
     */
    void change(List<Parameter> parameters, int step, double rate, double factor) {
        double meanScale = 1 - Math.pow(beta1, step + 1.0);
        double rootScale = Math.sqrt(1 - Math.pow(beta2, step + 1.0));
        parameters.parallelStream().forEach(parameter -> {
            change(parameter, (float) (rate / meanScale), (float) rootScale, (float) (1 - rate * decay), (float)
                    factor);
            parameter.publish();
        });
    }

    private void change(Parameter parameter, float rate, float rootScale, float kept, float factor) {
        float[] values = parameter.values();
        float[] means = parameter.means();
        float[] squares = parameter.squares();
        float[] derivatives = parameter.derivatives();
        float keptMean = (float) beta1;
        float newMean = (float) (1 - beta1);
        float keptSquare = (float) beta2;
        float newSquare = (float) (1 - beta2);
        float beside = (float) epsilon;
        for (int i = 0; i < values.length; i++) {
            float derivative = derivatives[i] * factor;
            float mean = means[i] * keptMean + derivative * newMean;
            float square = squares[i] * keptSquare + derivative * derivative * newSquare;
            means[i] = mean;
            squares[i] = square;
            values[i] = values[i] * kept - rate * mean / ((float) Math.sqrt(square) / rootScale + beside);
        }
    }
}
