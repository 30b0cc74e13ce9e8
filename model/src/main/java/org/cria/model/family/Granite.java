package org.cria.model.family;

/**
 * Granite 3 and 4, the dense ones: Llama with factors on embeddings, residuals, scores and logits.
 *
 * @see <a href="https://github.com/ibm-granite/granite-3.0-language-models">Granite 3.0 language models</a>
 */
final class Granite implements Family {
    @Override
    public String architecture() {
        return "granite";
    }

    @Override
    public Traits traits(Keys keys, Config config) {
        boolean turning = keys.flag("rope.scaling.finetuned", true);
        return Traits.standard()
                .turning(_ -> turning)
                .attending(keys.number("attention.scale", 0), 0)
                .scaling(factor(keys, "embedding_scale"), factor(keys, "residual_scale"))
                .logits(1 / keys.positive("logit_scale"), 0);
    }

    private static float factor(Keys keys, String name) {
        float factor = keys.number(name, 0);
        return factor == 0 ? 1 : factor;
    }
}
