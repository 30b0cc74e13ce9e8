package org.cria.model.generation;

import java.util.List;
import org.cria.model.sample.LogProbabilities;

/**
 * One generated token.
 *
 * @param token its id
 * @param text that became complete with it: empty while a character, or what may become a stop string, is not whole
 * @param logprob natural log of its probability before any sampler; NaN unless asked for
 * @param top the most likely tokens, as many as asked for
 */
public record Piece(int token, String text, double logprob, List<LogProbabilities.Entry> top) {}
