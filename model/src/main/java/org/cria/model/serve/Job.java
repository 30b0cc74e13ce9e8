package org.cria.model.serve;

import java.time.Duration;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.forward.Session;
import org.cria.model.generation.GenerationSettings;

/**
 * A text that somebody wants.
 *
 * @param prompt [tokens] what it continues, at least one; not to be changed
 * @param settings how; a number of tokens of 0 is none: then the prompt is only scored, if that is wanted
 * @param scored whether the probabilities of the prompt's own tokens are wanted: then all of it is read
 * @param limit how long it may take, waiting included
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Job(int[] prompt, GenerationSettings settings, boolean scored, Duration limit) {
    public Job {
        if (prompt.length == 0) {
            throw new CriaException(Explanation.of(
                    "the prompt is empty: expected at least one token. Give a prompt", Session.PROMPT.how(), "."));
        }
    }
}
