package org.cria.model.serve;

import java.time.Duration;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.forward.Engine;
import org.cria.model.forward.Session;
import org.cria.model.generation.GenerationSettings;

/**
 * A text that somebody wants.
 *
 * @param prompt [tokens] what it continues, at least one; not to be changed
 * @param settings how; a number of tokens of 0 is none: then the prompt is only scored, if that is wanted
 * @param scored whether the probabilities of the prompt's own tokens are wanted: then all of it is read
 * @param limit how long it may take, waiting included
 * @param strengths [adapters of the model] how much they count in it; empty where that is as the engine has it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Job(int[] prompt, GenerationSettings settings, boolean scored, Duration limit, float[] strengths) {
    /** A text with adapters as the engine has them. */
    public Job(int[] prompt, GenerationSettings settings, boolean scored, Duration limit) {
        this(prompt, settings, scored, limit, new float[0]);
    }

    /**
     * [adapters of the model] how much they count.
     *
     * @throws IllegalArgumentException if there are not as many
     */
    float[] strengths(Engine engine) {
        float[] own = engine.strengths();
        if (strengths.length != 0 && strengths.length != own.length) {
            throw new IllegalArgumentException(
                    strengths.length + " strengths, the model has " + own.length + " adapters");
        }
        return strengths.length == 0 ? own : strengths;
    }

    public Job {
        if (prompt.length == 0) {
            throw new CriaException(Explanation.of(
                    "the prompt is empty: expected at least one token. Give a prompt", Session.PROMPT.how(), "."));
        }
    }
}
