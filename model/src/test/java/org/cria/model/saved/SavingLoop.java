package org.cria.model.saved;

import java.nio.file.Path;
import java.util.Map;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.Branches;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;

/** A process that saves two states of a conversation in turns until it is killed. */
final class SavingLoop {
    static final int CONTEXT = 1024;
    static final String SHORT = "one";
    static final String LONG = "and another message after it";

    private SavingLoop() {}

    static ModelOptions options() {
        return ModelOptions.defaults().withThreads(1).withContextSize(CONTEXT);
    }

    static Conversation room(Model model) {
        return new Conversation(ChatTemplates.named("vicuna"), model.tokenizer(), CONTEXT, 10);
    }

    /** @param arguments the model's file and the conversation's */
    public static void main(String[] arguments) {
        try (Model model = Model.open(Path.of(arguments[0]), options());
                Branches branches = new Branches(room(model), model.newSession())) {
            ChatFile files = new ChatFile(model);
            Path file = Path.of(arguments[1]);
            say(model, branches, SHORT + " word".repeat(20));
            while (true) {
                files.save(file, branches, Map.of());
                say(model, branches, LONG);
                files.save(file, branches, Map.of());
                System.out.println("saved");
                branches.current().conversation().withdraw();
            }
        }
    }

    private static void say(Model model, Branches branches, String message) {
        branches.current().ask(message);
        Generation generation = model.generate(
                branches.current().session(),
                branches.current().conversation().prompt(),
                GenerationSettings.defaults()
                        .withSampling(SamplerSettings.greedy())
                        .withPredict(3));
        while (generation.hasNext()) {
            branches.current().conversation().append(generation.next().token());
        }
    }
}
