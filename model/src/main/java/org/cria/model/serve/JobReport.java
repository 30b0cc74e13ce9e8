package org.cria.model.serve;

import org.cria.model.generation.Timings;

/**
 * What a job took.
 *
 * @param reused tokens of the prompt that were in the cache
 * @param generated tokens, with one that ended the text
 * @param said tokens that are part of the text
 * @param seed in use
 * @param waitedNanos for a slot
 */
public record JobReport(int reused, int generated, int said, long seed, long waitedNanos, Timings timings) {}
