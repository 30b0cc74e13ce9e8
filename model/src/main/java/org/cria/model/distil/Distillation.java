package org.cria.model.distil;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cria.model.train.CrossEntropy;
import org.cria.model.train.Example;
import org.cria.model.train.Objective;

/**
 * How far a student is from its teacher: the Kullback-Leibler divergence over the teacher's best tokens and the rest as one, of distributions at
 * a temperature, times its square, so that the temperature does not change how much the text itself counts beside it.
 */
public final class Distillation implements Objective {
    private final TeacherScores teacher;
    private final int vocabulary;
    private final float temperature;
    private final float textShare;
    private final CrossEntropy text;
    /** [examples] where each example's predictions begin in the teacher's scores. */
    private final int[] starts;

    /**
     * Of a student with a vocabulary like the teacher's.
     *
     * @param teacher scores of the same examples
     * @param temperature that they were taken at
     * @param textShare how much the text itself counts: 0 for the teacher alone, 1 for the text alone
     */
    public Distillation(
            List<Example> examples, TeacherScores teacher, int vocabulary, double temperature, double textShare) {
        this.teacher = teacher;
        this.vocabulary = vocabulary;
        this.temperature = (float) temperature;
        this.textShare = (float) textShare;
        this.text = new CrossEntropy(examples, vocabulary);
        this.starts = new int[examples.size() + 1];
        for (int i = 0; i < examples.size(); i++) {
            starts[i + 1] = starts[i] + examples.get(i).taught();
        }
    }

    @Override
    public double differentiate(float[] scores, int[] chosen, float scale) {
        if (textShare == 1) {
            return text.differentiate(scores, chosen, scale);
        }
        int[] rows = Arrays.stream(chosen)
                .flatMap(number -> IntStream.range(starts[number], starts[number + 1]))
                .toArray();
        float[] ofText = textShare == 0 ? new float[0] : Arrays.copyOf(scores, rows.length * vocabulary);
        double textLoss = textShare == 0 ? 0 : text.differentiate(ofText, chosen, scale * textShare);
        double[] losses = new double[rows.length];
        IntStream.range(0, rows.length)
                .parallel()
                .forEach(row -> losses[row] = row(scores, row * vocabulary, rows[row], scale * (1 - textShare)));
        for (int i = 0; i < ofText.length; i++) {
            scores[i] += ofText[i];
        }
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return sum * (1 - textShare) + textLoss * textShare;
    }

    /**
     * With q the student's probabilities, p the teacher's best and P, Q what is left to one of both: the derivative of the divergence by a score is
     * {@code (q − p) / T} of the best and {@code q · (1 − P / Q) / T} of the rest.
     */
    private double row(float[] scores, int start, int prediction, float scale) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = start; i < start + vocabulary; i++) {
            highest = Math.max(highest, scores[i] / temperature);
        }
        double sum = 0;
        for (int i = start; i < start + vocabulary; i++) {
            double power = Math.exp(scores[i] / temperature - highest);
            scores[i] = (float) power;
            sum += power;
        }
        double teacherRest = 1;
        double studentRest = 1;
        double loss = 0;
        int best = teacher.best();
        for (int i = 0; i < best; i++) {
            int token = teacher.tokens()[prediction * best + i];
            double log = teacher.logs()[prediction * best + i];
            double own = scores[start + token] / sum;
            double wanted = Math.exp(log);
            teacherRest -= wanted;
            studentRest -= own;
            loss += wanted * (log - Math.log(Math.max(own, Float.MIN_NORMAL)));
        }
        teacherRest = Math.max(teacherRest, 0);
        studentRest = Math.max(studentRest, Float.MIN_NORMAL);
        if (teacherRest > 0) {
            loss += teacherRest * Math.log(teacherRest / studentRest);
        }
        float all = scale * temperature;
        double ofRest = all * (1 - teacherRest / studentRest) / sum;
        double[] kept = new double[best];
        for (int i = 0; i < best; i++) {
            int token = teacher.tokens()[prediction * best + i];
            kept[i] = all * (scores[start + token] / sum - Math.exp(teacher.logs()[prediction * best + i]));
        }
        for (int i = start; i < start + vocabulary; i++) {
            scores[i] = (float) (scores[i] * ofRest);
        }
        for (int i = 0; i < best; i++) {
            scores[start + teacher.tokens()[prediction * best + i]] = (float) kept[i];
        }
        return loss * temperature * temperature;
    }
}
