package org.cria.model.sample;

/** One sampler of the chain: removes candidates or changes their logits, and always leaves at least one. */
sealed interface Stage permits Penalties, TopK, TypicalP, TopP, MinP, Temperature {
    void apply(Candidates candidates);
}
