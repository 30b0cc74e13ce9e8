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
        int vocabulary) {
    /** For people: the numbers on one line. */
    public String summary() {
        return name + " (" + architecture + ", " + layers + " layers of " + embedding + ", " + heads + " heads over "
                + kvHeads + ", vocabulary " + vocabulary + ", context " + contextLength + ")";
    }
}
