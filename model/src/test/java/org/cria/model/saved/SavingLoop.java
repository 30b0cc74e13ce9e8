package org.cria.model.saved;

import java.nio.file.Path;
import java.util.Map;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.Branches;
import org.cria.model.chat.Chat;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
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

    static Room room() {
        return new Room(CONTEXT, 10, true);
    }

    private static Branches branches(Model model) {
        Conversation conversation = new Conversation(ChatTemplates.named("vicuna"), model.tokenizer(), room());
        return new Branches(new Chat(conversation, model.newSession()));
    }

    /** @param arguments the model's file and the conversation's */
    public static void main(String[] arguments) {
        try (Model model = Model.open(Path.of(arguments[0]), options());
                Branches branches = branches(model);
                ChatPlace place = ChatPlace.claim(Path.of(arguments[1]))) {
            ChatFile files = new ChatFile(model);
            say(branches, SHORT + " word".repeat(20));
            while (true) {
                files.save(place, branches, Map.of(), CacheLimits.NONE);
                say(branches, LONG);
                files.save(place, branches, Map.of(), CacheLimits.NONE);
                System.out.println("saved");
                branches.current().chat().conversation().withdraw();
            }
        }
    }

    private static void say(Branches branches, String message) {
        GenerationSettings settings = GenerationSettings.defaults()
                .withSampling(SamplerSettings.greedy())
                .withPredict(3);
        branches.current().chat().say(message, settings).complete();
    }
}
