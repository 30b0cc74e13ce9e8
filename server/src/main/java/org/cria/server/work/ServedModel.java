package org.cria.server.work;

import java.util.Optional;
import org.cria.kernels.Explanation;
import org.cria.model.Model;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.serve.Scheduler;
import org.cria.model.tokenizer.Tokenizer;

/**
 * A model that requests can use.
 *
 * @param name that requests call it by
 * @param created seconds since 1970, of its file
 * @param template how it wants conversations written; empty where it has none
 * @param noTemplate why it has none
 * @param defaults what holds where a request does not say otherwise
 */
public record ServedModel(
        String name,
        long created,
        Model model,
        Scheduler scheduler,
        Optional<ChatTemplate> template,
        Optional<Explanation> noTemplate,
        GenerationSettings defaults) {
    public Tokenizer tokenizer() {
        return model.tokenizer();
    }
}
