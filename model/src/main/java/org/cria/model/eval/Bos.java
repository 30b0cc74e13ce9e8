package org.cria.model.eval;

import org.cria.kernels.Control;
import org.cria.model.tokenizer.Vocabulary;

/** Whether prompts start with the token for the begin of a text. */
public enum Bos {
    /** As the model's file has it, and the harness's hf back end by default. */
    AUTO,
    ON,
    OFF;

    static final Control CONTROL = new Control("bos");

    boolean begins(Vocabulary vocabulary) {
        return switch (this) {
            case AUTO -> vocabulary.addBos();
            case ON -> true;
            case OFF -> false;
        };
    }
}
