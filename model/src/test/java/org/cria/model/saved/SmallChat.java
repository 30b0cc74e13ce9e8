package org.cria.model.saved;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.Branches;
import org.cria.model.chat.Chat;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;
import org.cria.testmodels.TinyModel;

/** Conversations with a small model, whose answers have ten tokens and are the same each time. */
record SmallChat(Model model) implements AutoCloseable {
    static final int CONTEXT = 300;
    static final Map<String, String> SETTINGS = Map.of("temp", "0");

    static SmallChat in(Path folder) throws IOException {
        Path file = folder.resolve("tiny.gguf");
        if (!Files.exists(file)) {
            TinyModel.seeded(5)
                    .dim(32)
                    .ffn(32)
                    .layers(2)
                    .heads(2)
                    .kvHeads(2)
                    .context(CONTEXT)
                    .write(file);
        }
        return new SmallChat(
                Model.open(file, ModelOptions.defaults().withThreads(1).withCache(Formats.F16, Formats.F16)));
    }

    /** In which tokens see the last 24, and layers keep these and 8. */
    static SmallChat sliding(Path folder) throws IOException {
        Path file = TinyModel.seeded(6)
                .dim(32)
                .ffn(32)
                .layers(2)
                .heads(2)
                .kvHeads(2)
                .context(CONTEXT)
                .adding(writer -> writer.u32("llama.attention.sliding_window", 24))
                .write(folder.resolve("sliding.gguf"));
        return new SmallChat(
                Model.open(file, ModelOptions.defaults().withThreads(1).withBatchSize(8)));
    }

    Branches begin() {
        Conversation conversation = new Conversation(ChatTemplates.named("vicuna"), model.tokenizer(), room());
        return new Branches(new Chat(conversation, model.newSession()));
    }

    Room room() {
        return new Room(CONTEXT, 20, true);
    }

    /** The tokens of the reply. */
    static int[] say(Branches branches, String message) {
        Chat chat = branches.current().chat();
        chat.say(
                        message,
                        GenerationSettings.defaults()
                                .withSampling(SamplerSettings.greedy())
                                .withPredict(10))
                .complete();
        return chat.conversation().transcript().exchanges().getLast().reply();
    }

    void save(ChatPlace place, Branches branches, CacheLimits limits) {
        new ChatFile(model).save(place, branches, SETTINGS, limits);
    }

    ChatFile.ResumedChat load(Path file) {
        try (ChatPlace place = ChatPlace.visit(file)) {
            return new ChatFile(model).load(place, room());
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
