package org.cria.model.family;

/**
 * The numbers of a model.
 *
 * @param architecture {@code general.architecture}
 * @param name {@code general.name}, or the file's name
 * @param contextLength positions that the model can tell apart
 * @param embedding width of the residual stream
 * @param feedForward width inside the feed-forward part
 * @param layers how many
 * @param heads query heads
 * @param kvHeads key and value heads, a divisor of heads
 * @param headDims values in a head
 * @param vocabulary tokens
 */
public record Config(
        String architecture,
        String name,
        int contextLength,
        int embedding,
        int feedForward,
        int layers,
        int heads,
        int kvHeads,
        int headDims,
        int vocabulary) {}
