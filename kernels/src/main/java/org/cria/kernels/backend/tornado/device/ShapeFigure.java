package org.cria.kernels.backend.tornado.device;

import java.util.List;
import org.cria.kernels.backend.Figure;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.program.Step;

/** A figure of a {@link DeviceShape}, in the order in which they are tuned: later ones build on earlier ones. */
public enum ShapeFigure implements Figure {
    LANES("lanes", 1, 2, 4, 8, 16, 32, 64),
    ITEMS("items", 8, 16, 32, 64, 128, 256, 512),
    ATTENTION_ITEMS("attention items", 8, 16, 32, 64, 128, 256),
    PANELS("panels", 0, 1),
    BATCH_ROWS("batch rows", 16, 32, 64, 128, 256, 512),
    ROW_ITEMS("row items", 8, 16, 32, 64, 128, 256),
    SPLITS("splits", 2, 4, 8, 16, 32),
    SPLIT_FROM("split from", 128, 256, 512, 1024, 2048, 4096, 8192);

    private final String text;
    private final List<Integer> choices;

    ShapeFigure(String text, Integer... choices) {
        this.text = text;
        this.choices = List.of(choices);
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public List<Integer> choices() {
        return choices;
    }

    @Override
    public boolean concerns(Operator operator) {
        boolean prompt = operator.phase() == Phase.PREFILL;
        boolean longPast = operator.phase() == Phase.LONG_DECODE;
        boolean multiplies = operator.steps().stream().anyMatch(Step.MatMul.class::isInstance);
        boolean attends = operator.steps().stream().anyMatch(Step.Attend.class::isInstance);
        return switch (this) {
            case LANES, ITEMS -> multiplies && !prompt;
            case ATTENTION_ITEMS -> attends;
            case PANELS -> multiplies && prompt;
            case BATCH_ROWS -> prompt;
            case ROW_ITEMS -> attends ? longPast : !multiplies || prompt;
            case SPLITS -> longPast;
            case SPLIT_FROM -> attends && !prompt;
        };
    }

    @Override
    public boolean startsLongPast() {
        return this == SPLIT_FROM;
    }
}
