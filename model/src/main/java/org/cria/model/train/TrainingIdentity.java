package org.cria.model.train;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What decides the outcome of a training, by name, so that one is gone on with only where all of it is the same. */
public final class TrainingIdentity {
    private static final int DIGITS = 16;

    private final Map<String, String> settings = new LinkedHashMap<>();

    /** @param model that learns, and whatever else tells what it begins with */
    public TrainingIdentity(String model) {
        settings.put("model", model);
    }

    /** Adds one more setting. */
    public TrainingIdentity with(String name, Object value) {
        settings.put(name, String.valueOf(value));
        return this;
    }

    public TrainingIdentity with(AdapterSettings adapter) {
        return with("rank", adapter.rank())
                .with("alpha", adapter.alpha())
                .with("targets", new TreeSet<>(adapter.targets()))
                .with("from", adapter.from().map(String::valueOf).orElse("nothing"))
                .with("seed", adapter.seed());
    }

    public TrainingIdentity with(TrainingPlan plan) {
        return with("steps", plan.steps())
                .with("batch", plan.batch())
                .with("accumulate", plan.accumulate())
                .with("lr", plan.rate().peak())
                .with("warmup", plan.rate().warmUp())
                .with("schedule", plan.rate().shape())
                .with(
                        "betas",
                        plan.optimiser().beta1() + ", " + plan.optimiser().beta2())
                .with("weight decay", plan.optimiser().decay())
                .with("clip", plan.clip())
                .with("seed", plan.seed())
                .with("shuffling", plan.shuffles());
    }

    /** The data, by its tokens. */
    public TrainingIdentity with(TrainingData data, Optional<Evaluation> evaluation) {
        with("data", digest(data));
        evaluation.ifPresent(each -> with("evaluation", digest(each.data()))
                .with("measuring every", each.every())
                .with("patience", each.patience()));
        return this;
    }

    private static String digest(TrainingData data) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Example example : data.examples()) {
                for (int[] numbers : new int[][] {example.tokens(), example.targets()}) {
                    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (numbers.length + 1));
                    bytes.putInt(numbers.length).asIntBuffer().put(numbers);
                    digest.update(bytes.array());
                }
            }
            return data.place() + " ("
                    + HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS) + ")";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** All of it. */
    public Map<String, String> settings() {
        return new LinkedHashMap<>(settings);
    }
}
