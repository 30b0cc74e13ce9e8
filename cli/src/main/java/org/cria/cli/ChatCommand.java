package org.cria.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cria.cli.arguments.DraftArguments;
import org.cria.cli.arguments.EscapeArguments;
import org.cria.cli.arguments.GrammarArguments;
import org.cria.cli.arguments.ModelArguments;
import org.cria.cli.arguments.SamplingArguments;
import org.cria.cli.arguments.Usage;
import org.cria.cli.chat.ChatCompleter;
import org.cria.cli.chat.ChatLoop;
import org.cria.cli.chat.ChatSettings;
import org.cria.cli.chat.ChatState;
import org.cria.cli.chat.ChatTerminal;
import org.cria.cli.chat.Dialogue;
import org.cria.cli.chat.Keeping;
import org.cria.cli.chat.KeepingArguments;
import org.cria.cli.chat.Screen;
import org.cria.cli.chat.ToolArguments;
import org.cria.cli.lab.KernelArguments;
import org.cria.cli.models.ModelFile;
import org.cria.cli.report.ReceiptText;
import org.cria.cli.template.TemplateArguments;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.terminal.PromptProgress;
import org.cria.cli.text.TextFile;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.chat.Branch;
import org.cria.model.chat.ChatOptions;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
            names = {"-sysf", "--system-prompt-file"},
            paramLabel = "FILE",
            description = "A file with the system prompt.")
    private @Nullable Path systemFile;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Answers the one message in this file and ends; -: all of standard input.")
    private @Nullable Path file;

    @Mixin
    private final EscapeArguments escapes = new EscapeArguments();

    @Option(
            names = {"-r", "--stop"},
            paramLabel = "TEXT",
            description = "Ends an answer before TEXT; may be given several times.")
    private List<String> stops = new ArrayList<>();

    @Mixin
    private final TemplateArguments template = new TemplateArguments();

    @Option(
            names = {"-n", "--predict"},
            paramLabel = "N",
            description = "Most tokens of an answer; -1: until the model ends it or the context is full. Default: -1.")
    private int predict = GenerationSettings.UNLIMITED;

    @Option(
            names = "--reasoning-budget",
            paramLabel = "N",
            description = "Most tokens that the model thinks before it answers; 0: none, -1: as many as it likes."
                    + " Default: -1.")
    private int reasoningBudget = GenerationSettings.UNLIMITED;

    @Option(
            names = "--no-context-shift",
            description = "Ends with an error when the context is full, instead of forgetting the oldest exchanges.")
    private boolean noContextShift;

    @Mixin
    private final ToolArguments tools = new ToolArguments();

    @Mixin
    private final KeepingArguments kept = new KeepingArguments();

    @Option(names = "--json", description = "Prints one JSON object for each answer, a line each, instead of the text.")
    private boolean json;

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    @Mixin
    private final GrammarArguments grammar = new GrammarArguments();

    @Mixin
    private final DraftArguments draft = new DraftArguments();

    @Mixin
    private final KernelArguments kernel = new KernelArguments();

    @Override
    public Integer call() throws Exception {
        readTexts();
        GenerationSettings settings = Usage.checked(
                spec,
                () -> new GenerationSettings(sampling.settings(), predict, stops, json ? 0 : GenerationSettings.NONE)
                        .withReasoningBudget(reasoningBudget));
        grammar.read(stops);
        draft.check();
        try (Keeping keeping = kept.keeping(
                isTyped(), System.getenv(), () -> model.options().rewrite().fingerprint(fingerprint(modelFile())))) {
            Optional<ChatTemplate> chosen =
                    keeping.resumes() ? template.chosen(modelFile()) : Optional.of(template.ofModel(modelFile()));
            try (Model loaded = model.open();
                    DraftArguments.Opened drafting = draft.open(model, loaded)) {
                return converse(loaded, keeping, settings.withSpeculation(drafting.speculation()), chosen);
            }
        }
    }

    private int converse(Model loaded, Keeping keeping, GenerationSettings settings, Optional<ChatTemplate> chosen)
            throws IOException {
        ChatOptions options = ChatOptions.defaults()
                .withTemplate(chosen.orElseGet(ChatTemplates::none))
                .withPredict(predict)
                .withForgets(!noContextShift);
        try (ChatState chat = new ChatState(
                loaded,
                loaded.chat(options),
                new ChatSettings(grammar.into(settings, loaded), grammar.shown(), loaded::grammar),
                keeping)) {
            kernel.begin(chat.kernel(), model.device());
            boolean unanswered = keeping.resumes() && resume(chat);
            if (!system.isEmpty()) {
                chat.conversation().pin(system);
            }
            tools.give(chat.conversation());
            if (model.verbose()) {
                System.err.println("chat template: " + chat.conversation().template());
            }
            int code = hold(chat, unanswered);
            if (model.verbose()) {
                chat.drafts().ifPresent(drafts -> System.err.println("drafts: " + drafts));
                ReceiptText.print(loaded);
            }
            return code;
        }
    }

    /** The message and the system prompt, wherever they are, and stop strings, as they are meant. */
    private void readTexts() throws IOException {
        if (message != null && file != null) {
            throw new ParameterException(spec.commandLine(), "both -p and -f give a message: use one of them.");
        }
        if (!system.isEmpty() && systemFile != null) {
            throw new ParameterException(
                    spec.commandLine(), "both --system and -sysf give a system prompt: use one of them.");
        }
        if (message != null) {
            message = escapes.processed(message);
        } else if (file != null) {
            message = TextFile.prompt(file);
        }
        system = systemFile != null ? TextFile.prompt(systemFile) : escapes.processed(system);
        stops = stops.stream().map(escapes::processed).toList();
    }

    /** Goes on where the chat was left; what the command line asks for goes before what it had. */
    private boolean resume(ChatState chat) {
        Map<String, String> asked = chat.settings().values();
        asked.keySet().removeIf(name -> !isGiven(name));
        boolean unanswered = chat.resume();
        chat.settings().restore(asked);
        ChatTemplate had = chat.conversation().template();
        Optional<ChatTemplate> asks = template.chosen(modelFile());
        if (asks.isPresent() && !asks.get().source().equals(had.source())) {
            throw new CriaException(chat.keeping().file().orElseThrow() + ": the conversation has the chat template "
                    + had + ", expected " + asks.get() + ". Leave --chat-template away, or name another session.");
        }
        for (Branch branch : chat.branches().all()) {
            branch.chat().conversation().give(template.variables());
        }
        return unanswered;
    }

    private boolean isGiven(String setting) {
        return spec.commandLine().getParseResult().hasMatchedOption("--" + setting);
    }

    /** @param unanswered whether the chat goes on with one whose latest message was not answered */
    private int hold(ChatState chat, boolean unanswered) throws IOException {
        int code = isTyped() ? talk(chat, unanswered) : answer(chat, unanswered);
        chat.keepAll();
        return code;
    }

    private int talk(ChatState chat, boolean unanswered) throws IOException {
        Optional<PrintStream> notes = PromptProgress.onTerminal() ? Optional.empty() : Optional.of(System.err);
        try (ChatTerminal terminal = ChatTerminal.ofProcess(ChatTerminal.isColourWelcome(), notes)) {
            chat.model().engine().timeBy(terminal.time());
            Dialogue dialogue = new Dialogue(chat, terminal.screen());
            ChatLoop loop = new ChatLoop(dialogue);
            Interrupts.onEnd(() -> end(loop, chat), terminal::restore);
            terminal.takeInterrupts(loop::stop);
            dialogue.goOn(unanswered, true);
            terminal.converse(loop, new ChatCompleter(chat), kept.typed(System.getenv()));
            return loop.isInterrupted() ? Interrupts.EXIT_CODE : 0;
        }
    }

    private int answer(ChatState chat, boolean unanswered) throws IOException {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        Dialogue dialogue = new Dialogue(chat, Screen.plain(out, System.err, PromptProgress.onTerminal()), json);
        ChatLoop loop = new ChatLoop(dialogue);
        Interrupts.onEnd(() -> end(loop, chat));
        dialogue.goOn(unanswered, false);
        boolean answered = message != null
                ? loop.answer(message)
                : loop.answerLines(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        return answered ? 0 : 1;
    }

    /** An answer that is being given ends first, and then the command as usual; else what was said is kept here. */
    private static boolean end(ChatLoop loop, ChatState chat) {
        boolean answering = loop.end();
        if (!answering) {
            chat.keepAll();
        }
        return answering;
    }

    private boolean isTyped() {
        return message == null && !json && ChatTerminal.isThere();
    }

    private static String fingerprint(Path file) {
        try (Gguf gguf = ModelFiles.open(file)) {
            return gguf.fingerprint();
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
