package org.cria.model;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cria.kernels.Control;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Plan;
import org.cria.kernels.backend.Receipt;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Program;
import org.cria.model.chat.Chat;
import org.cria.model.chat.ChatOptions;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.check.selftest.DeviceCheck;
import org.cria.model.check.tuning.TunedFigures;
import org.cria.model.family.Config;
import org.cria.model.family.Definition;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.family.Tweak;
import org.cria.model.forward.CacheFormats;
import org.cria.model.forward.Embedder;
import org.cria.model.forward.Engine;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.gguf.Gguf;
import org.cria.model.grammar.Grammar;
import org.cria.model.grammar.TokenGrammar;
import org.cria.model.grammar.TokenGrammars;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A model, opened and ready to run. The weights stay in the mapped file. Safe for several threads; close it when all its
 * sessions are done, which frees threads, cache and mapping.
 */
public final class Model implements AutoCloseable {
    private final Gguf gguf;
    private final ProgramRewrite rewrite;
    private final Config config;
    private final MemoryPlan memory;
    private final Tokenizer tokenizer;
    private final TokenGrammars grammars;
    private final ModelKernels kernels;
    private final Engine engine;
    private final CacheFormats cacheFormats;
    private final List<String> places;
    private final List<Explanation> notes;
    private final Supplier<Embedder> embedders;
    private @Nullable Embedder embedder;
    private final Map<String, Double> bandwidths = new LinkedHashMap<>();

    private Model(Gguf gguf, ModelOptions options, DeviceCheck check) {
        this.gguf = gguf;
        this.rewrite = options.rewrite();
        this.cacheFormats = new CacheFormats(options.keys(), options.values());
        Definition definition = Families.define(gguf, options.rewrite(), options::contextFor);
        this.config = definition.config();
        int contextSize = options.contextFor(config.contextLength());
        this.memory = MemoryPlan.of(definition.program(), options, contextSize);
        Optional<Explanation> slow = memory.check(gguf.place(), options);
        Settings settings = options.settings(contextSize);
        Plan wished = Backends.plan(options.device(), options.gpuLayers(), definition.program(), settings);
        Plan plan = check.checked(
                options.tuned().apply(wished), definition.program(), settings, Backends.isAuto(options.device()));
        plan.parts()
                .forEach(part -> check.bandwidth(part.backend())
                        .ifPresent(found -> bandwidths.put(part.backend().name(), found)));
        this.places = Stream.concat(plan.lines(definition.program()).stream(), TunedFigures.lines(plan).stream())
                .toList();
        this.kernels = new ModelKernels(
                change -> change.apply(plan).compile(definition.program(), settings),
                made -> engine(made, contextSize, options.batchSize()));
        Executable executable = kernels.executable();
        this.notes = Stream.of(
                        slow.stream(),
                        beyondTraining(contextSize).stream(),
                        definition.notes().stream().map(Explanation::of),
                        plan.notes().stream(),
                        executable.notes().stream())
                .flatMap(each -> each)
                .toList();
        boolean small = CpuArithmetic.isSmall(definition.program());
        this.tokenizer = VocabularyReader.read(gguf, executable, small ? () -> {} : executable::warmUp);
        this.grammars = new TokenGrammars(tokenizer);
        this.engine = kernels.engine();
        this.embedders = () -> {
            Program states = definition.program().states();
            Plan own = Backends.plan(options.device(), options.gpuLayers(), states, settings);
            return new Embedder(
                    engine(own.compile(states, settings), contextSize, options.batchSize()),
                    states.logits().columns());
        };
    }

    private Engine engine(Executable executable, int contextSize, int batchRows) {
        List<Float> first = rewrite.tweaks().stream().map(Tweak::strength).toList();
        float[] strengths = new float[first.size()];
        IntStream.range(0, strengths.length).forEach(i -> strengths[i] = first.get(i));
        return new Engine(executable, config.vocabulary(), contextSize, batchRows, gguf::checkUnchanged, strengths);
    }

    /**
     * Opens a GGUF file, of a split one the first shard, or a folder as the Hugging Face hub has it.
     *
     * @throws CriaException when the file is damaged, not supported, or does not fit in memory
     */
    public static Model open(Path file, ModelOptions options) {
        return open(file, options, DeviceCheck.none());
    }

    /**
     * The same after a check of the devices that the model is to run on. One that does not pass is an error where it was named, and
     * {@code auto} does without it and says so in the {@link #notes}.
     */
    public static Model open(Path file, ModelOptions options, DeviceCheck check) {
        Gguf gguf = ModelFiles.open(file);
        try {
            return new Model(gguf, options, check);
        } catch (RuntimeException | Error e) {
            gguf.close();
            throw e;
        }
    }

    private List<Explanation> beyondTraining(int contextSize) {
        int trained = config.contextLength();
        return contextSize <= trained
                ? List.of()
                : List.of(Explanation.of(
                        "the context of " + Count.of(contextSize, "token") + " is longer than the " + trained
                                + " that the model was trained with: what lies beyond is likely to make no sense."
                                + " Choose a smaller one",
                        Control.CONTEXT_SIZE.how()));
    }

    /** Whether {@link #open} would accept a file, else a {@link CriaException} with the reason; nothing is loaded. */
    public static void check(Gguf gguf, ModelOptions options) {
        MemoryPlan plan = MemoryPlan.of(gguf, options);
        var _ = VocabularyReader.read(gguf);
        var _ = plan.check(gguf.place(), options);
    }

    /** The model's numbers. */
    public Config config() {
        return config;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** The most tokens of one session. */
    public int contextSize() {
        return engine.contextSize();
    }

    /** What the model needs. */
    public MemoryPlan memory() {
        return memory;
    }

    /** What runs the model and why, in one line. */
    public String device() {
        return engine.description();
    }

    /** A line for each part of the model, which layers run where and what they take there; and for each tuned device. */
    public List<String> places() {
        return places;
    }

    /** What a user would not expect of where the model runs and how, such as that the JVM lacks the Vector API; most often none. */
    public List<Explanation> notes() {
        return notes;
    }

    /** What was done since the model was opened. */
    public Receipt receipt() {
        return engine.receipt();
    }

    /** Bytes per second that a backend's device was measured to read; empty where it was not measured. */
    public OptionalDouble bandwidth(String backend) {
        Double measured = bandwidths.get(backend);
        return measured == null ? OptionalDouble.empty() : OptionalDouble.of(measured);
    }

    /** The model's file name. */
    public String fileName() {
        return gguf.place();
    }

    /** Tells models apart, see {@link Gguf#fingerprint}, and their adapters. */
    public String fingerprint() {
        return rewrite.fingerprint(
                gguf.fingerprint(), tweaks().stream().map(Tweak::strength).toList());
    }

    /** The adapters beside its weights, with what they count now: {@link Engine#adapt} changes that. */
    public List<Tweak> tweaks() {
        float[] strengths = engine.strengths();
        List<Tweak> tweaks = rewrite.tweaks();
        return IntStream.range(0, strengths.length)
                .mapToObj(i -> new Tweak(tweaks.get(i).name(), strengths[i]))
                .toList();
    }

    /** How the cache is kept. */
    public CacheFormats cacheFormats() {
        return cacheFormats;
    }

    /** The kernels that it runs on. */
    public ModelKernels kernels() {
        return kernels;
    }

    /** Runs the model, and keeps the cache. */
    public Engine engine() {
        return engine;
    }

    /** A grammar for what this model writes; one may serve many texts at once, which then need not work out the same steps again. */
    public TokenGrammar grammar(Grammar grammar) {
        return grammars.of(grammar);
    }

    /** What makes vectors of texts, with a cache of its own; made when it is first asked for, and closed with the model. */
    public synchronized Embedder embedder() {
        if (embedder == null) {
            embedder = embedders.get();
        }
        return embedder;
    }

    /** An empty session; several may be open, they take turns. */
    public Session newSession() {
        return engine.newSession();
    }

    /** A chat with the model as its file has it, without a system text. */
    public Chat chat() {
        return chat(ChatOptions.defaults());
    }

    /**
     * A chat with the model, in a session of its own.
     *
     * @throws CriaException if no template is given and the model's file has none that is known, or the system text does not fit
     */
    public Chat chat(ChatOptions options) {
        ChatTemplate template = options.template() == null ? ChatTemplates.of(gguf) : options.template();
        Room room = Room.of(contextSize(), options.predict()).withForgets(options.forgets());
        Conversation conversation = new Conversation(template, tokenizer, room);
        if (!options.system().isEmpty()) {
            conversation.pin(options.system());
        }
        return new Chat(conversation, newSession());
    }

    /** Starts to continue a text in a session, which keeps what it already holds of it. */
    public Generation generate(Session session, String prompt, GenerationSettings settings) {
        return generate(session, tokenizer.prompt(prompt), settings);
    }

    /** Starts to continue tokens in a session, which keeps what it already holds of them. */
    public Generation generate(Session session, int[] prompt, GenerationSettings settings) {
        return new Generation(tokenizer, session, prompt, settings);
    }

    @Override
    public synchronized void close() {
        if (embedder != null) {
            embedder.close();
        }
        engine.close();
        gguf.close();
    }
}
