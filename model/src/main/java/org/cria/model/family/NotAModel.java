package org.cria.model.family;

import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;

/** Names what GGUF files hold besides whole models, so that a message can say what it is and what helps. */
final class NotAModel {
    private NotAModel() {}

    /** @throws GgufException if the file is in order but holds no model */
    static void check(Gguf gguf) {
        String type = gguf.metadata().string("general.type", "");
        String architecture = gguf.metadata().string("general.architecture", "");
        if (type.equals("adapter")) {
            throw refusal(gguf, "a LoRA adapter", "Name the model that it belongs to, and this file as its adapter.");
        }
        if (type.equals("imatrix")) {
            throw refusal(gguf, "an importance matrix, which llama-quantize reads", "Name the model itself.");
        }
        if (type.equals("mmproj") || architecture.equals("clip")) {
            throw refusal(gguf, "a model's part for images or sound", "Name the language model; Cria lacks the rest.");
        }
        if (gguf.tensors().isEmpty()) {
            throw refusal(
                    gguf, "a vocabulary without weights", "Name the whole model; a vocabulary can be tokenised with.");
        }
    }

    private static GgufException refusal(Gguf gguf, String what, String nextStep) {
        return new GgufException(gguf.place(), "the file is " + what, "a language model", nextStep);
    }
}
