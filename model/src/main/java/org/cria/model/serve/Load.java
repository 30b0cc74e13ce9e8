package org.cria.model.serve;

/**
 * What a scheduler is doing and has done.
 *
 * @param slots that there are
 * @param busy slots at work
 * @param waiting jobs without a slot
 * @param read tokens of prompts that went through the model
 * @param reused tokens of prompts that were in the cache
 * @param generated tokens
 * @param passes through the model
 * @param ended jobs
 */
public record Load(int slots, int busy, int waiting, long read, long reused, long generated, long passes, long ended) {}
