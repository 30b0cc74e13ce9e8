package org.cria.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.cria.kernels.CriaException;
import org.cria.model.GenerationSettings;
import org.cria.model.Model;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.forward.Session;
import org.cria.model.gguf.Gguf;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code cria chat}: a conversation. */
@Command(
        name = "chat",
        description = {
            "A conversation. Answers go to stdout, everything else to stderr.",
            "On a terminal, /help lists the commands, Ctrl-C stops an answer, Ctrl-D leaves."
                    + " Otherwise each line of standard input that is not blank is a message."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ChatCommand implements Callable<Integer> {
    private static final String TEMPLATE_KEY = "tokenizer.chat_template";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Option(
            names = {"-p", "--prompt"},
            paramLabel = "TEXT",
            description = "Answers this one message and ends.")
    private @Nullable String message;

    @Option(
            names = {"-sys", "--system"},
            paramLabel = "TEXT",
            description =
                    "The system prompt: what the model is told before the conversation. It stays when old turns go.")
    private String system = "";

    @Option(
            names = "--chat-template",
            paramLabel = "NAME",
            converter = TemplateName.class,
            description = "How the model wants turns to be written: ${COMPLETION-CANDIDATES}; mistral is mistral-v3."
                    + " Default: what the model's file says.",
            completionCandidates = TemplateNames.class)
    private @Nullable ChatTemplate template;

    @Option(
            names = {"-n", "--predict"},
            paramLabel = "N",
            description = "Most tokens of an answer; -1: until the model ends it or the context is full. Default: -1.")
    private int predict = GenerationSettings.UNLIMITED;

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    /** Reads a template's name. */
    static final class TemplateName implements ITypeConverter<ChatTemplate> {
        @Override
        public ChatTemplate convert(String value) {
            try {
                return ChatTemplates.named(value);
            } catch (CriaException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** The names of our templates. */
    static final class TemplateNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ChatTemplates.all().stream().map(ChatTemplate::name).iterator();
        }
    }

    @Override
    public Integer call() throws Exception {
        GenerationSettings settings =
                new GenerationSettings(sampling.settings(), predict, List.of(), GenerationSettings.NONE);
        ChatTemplate chosen = template == null ? own(modelFile()) : template;
        try (Model loaded = model.open();
                Session session = loaded.newSession()) {
            PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
            int contextSize = loaded.contextSize();
            Conversation conversation = new Conversation(chosen, loaded.tokenizer(), contextSize, reserve(contextSize));
            if (!system.isEmpty()) {
                conversation.pin(system);
            }
            if (model.verbose()) {
                System.err.println("chat template: " + chosen);
            }
            Dialogue dialogue = new Dialogue(loaded, session, conversation, settings, out, System.err);
            return hold(new ChatLoop(dialogue, System.err));
        }
    }

    private int hold(ChatLoop loop) throws Exception {
        Interrupts.onEnd(loop::stop);
        if (message != null) {
            loop.dialogue().say(message);
            return 0;
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            Interrupts.onCtrlC(loop::stop);
            loop.converse(in);
            return 0;
        }
        return loop.answerLines(in) ? 0 : 1;
    }

    /** Old turns go when less than this is left for an answer: what was asked for, but at most a quarter of the context. */
    private int reserve(int contextSize) {
        int quarter = contextSize / 4;
        return predict == GenerationSettings.UNLIMITED ? quarter : Math.min(predict, quarter);
    }

    /** The template of the model's file; asked for before the model is loaded, since that may take a while. */
    static ChatTemplate own(Path file) {
        try (Gguf gguf = Gguf.open(file)) {
            String jinja = gguf.metadata().string(TEMPLATE_KEY, "");
            if (jinja.isBlank()) {
                throw new CriaException(
                        "the model has no chat template (" + TEMPLATE_KEY + "). Choose the one that it was"
                                + " trained with by --chat-template NAME: " + ChatTemplates.names() + ".");
            }
            return ChatTemplates.recognise(jinja);
        } catch (CriaException e) {
            String message = String.valueOf(e.getMessage());
            String name = file.getFileName().toString();
            throw message.startsWith(name) ? e : new CriaException(name + ": " + message, e);
        }
    }

    /** The file that the model's options name: they are a mixin's mixin. */
    private Path modelFile() {
        return spec.mixins().values().stream()
                .flatMap(mixin -> mixin.mixins().values().stream())
                .map(CommandSpec::userObject)
                .filter(ModelFile.class::isInstance)
                .map(ModelFile.class::cast)
                .findFirst()
                .orElseThrow()
                .file();
    }
}
