package org.cria.model.chat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.chat.TurnLayout.Trims;
import org.cria.model.gguf.Gguf;
import org.cria.model.template.TemplateException;

/**
 * Chat templates: those in models' files, and those that Cria has by name. To add one by name, add a row here and a golden file.
 *
 * <p>{@code llama2}, {@code llama3.1}, {@code zephyr} and {@code alpaca} are what the models' own Jinja templates write; the
 * others what llama.cpp's built-in templates of the same name do ({@code mistral-v0}: its {@code llama2}). Where these spell
 * {@code </s>}, the vocabulary's end of text stands here. {@code llama3.1} has the date that Meta's template falls back to,
 * so that a conversation has the same tokens every day. {@code mistral-v3} has the system text in the first message, where it
 * stays put while a conversation grows; Mistral's Jinja template has it in the last.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/wiki/Templates-supported-by-llama_chat_apply_template">llama.cpp's</a>
 */
public final class ChatTemplates {
    /** The name of the template that writes nothing of its own. */
    public static final String NONE = "none";

    /** What a file's own template is called among others. */
    private static final String DEFAULT = "default";

    private static final String KEY = "tokenizer.chat_template";
    private static final Control TEMPLATE = new Control("chat template");

    private static final String LLAMA_3_SYSTEM = "<|start_header_id|>system<|end_header_id|>\n\n";
    private static final String LLAMA_3_USER = "<|start_header_id|>user<|end_header_id|>\n\n…<|eot_id|>";
    private static final String LLAMA_3_REPLY = "<|start_header_id|>assistant<|end_header_id|>\n\n";
    private static final String LLAMA_3_DATES = "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n";
    private static final String LLAMA_2_SYSTEM = "<<SYS>>\n…\n<</SYS>>\n\n";

    private static final List<TurnLayout> ALL = List.of(
            inside("llama2", LLAMA_2_SYSTEM, "{bos}[INST] … [/INST]", " … {eos}", Trims.TURNS),
            inside("llama2-sys", LLAMA_2_SYSTEM, "[INST] … [/INST]", "…{eos}", Trims.NONE),
            inside("llama2-sys-bos", LLAMA_2_SYSTEM, "{bos}[INST] … [/INST]", "…{eos}", Trims.NONE),
            inside("llama2-sys-strip", LLAMA_2_SYSTEM, "[INST] … [/INST]", "…{eos}", Trims.EVERY),
            llama3("llama3", "", false),
            llama3("llama3.1", LLAMA_3_DATES, true),
            turns(
                    "chatml",
                    "<|im_start|>system\n…<|im_end|>\n",
                    "<|im_start|>user\n…<|im_end|>\n",
                    "<|im_start|>assistant\n…<|im_end|>\n",
                    "<|im_start|>assistant\n"),
            inside("mistral-v0", "…\n", "[INST] … [/INST]", "…{eos}", Trims.NONE),
            inside("mistral-v1", "…\n\n", " [INST] … [/INST]", " …{eos}", Trims.NONE),
            inside("mistral-v3", "…\n\n", "[INST] …[/INST]", " …{eos}", Trims.REPLIES),
            inside("mistral-v3-tekken", "…\n\n", "[INST]…[/INST]", "…{eos}", Trims.NONE),
            turns("mistral-v7", "[SYSTEM_PROMPT] …[/SYSTEM_PROMPT]", "[INST] …[/INST]", " …{eos}", ""),
            turns("mistral-v7-tekken", "[SYSTEM_PROMPT]…[/SYSTEM_PROMPT]", "[INST]…[/INST]", "…{eos}", ""),
            turns("zephyr", "<|system|>\n…{eos}\n", "<|user|>\n…{eos}\n", "<|assistant|>\n…{eos}\n", "<|assistant|>\n"),
            turns("vicuna", "…\n\n", "USER: …\n", "ASSISTANT: …{eos}\n", "ASSISTANT:"),
            turns("vicuna-orca", "SYSTEM: …\n", "USER: …\n", "ASSISTANT: …{eos}\n", "ASSISTANT:"),
            new TurnLayout(
                    "alpaca",
                    "{bos}",
                    false,
                    false,
                    "…\n\n",
                    "### Instruction:\n…\n\n",
                    "### Response:\n…{eos}\n\n",
                    "### Response:\n",
                    Trims.NONE));

    /** The short name of the variant that most of Mistral's files want; theirs are numbered. */
    private static final String MISTRAL = "mistral";

    private static final String MISTRAL_MEANS = "mistral-v3";

    private ChatTemplates() {}

    private static TurnLayout inside(String name, String system, String user, String assistant, Trims trims) {
        return new TurnLayout(name, "", true, false, system, user, assistant, "", trims);
    }

    private static TurnLayout turns(String name, String system, String user, String assistant, String reply) {
        return new TurnLayout(name, "", false, false, system, user, assistant, reply, Trims.NONE);
    }

    private static TurnLayout llama3(String name, String dates, boolean always) {
        String system = LLAMA_3_SYSTEM + dates + "…<|eot_id|>";
        String assistant = LLAMA_3_REPLY + "…<|eot_id|>";
        return new TurnLayout(
                name, "{bos}", false, always, system, LLAMA_3_USER, assistant, LLAMA_3_REPLY, Trims.EVERY);
    }

    /** All templates that have names. */
    public static List<ChatTemplate> all() {
        return ALL.stream().map(ChatTemplates::template).toList();
    }

    /** The names. */
    public static List<String> allNames() {
        return ALL.stream().map(TurnLayout::name).toList();
    }

    /** Whether {@link #named} has this one. */
    public static boolean isName(String name) {
        return name.equals(MISTRAL) || name.equals(NONE) || allNames().contains(name);
    }

    private static ChatTemplate template(TurnLayout layout) {
        return of(layout.name(), layout.jinja());
    }

    /**
     * A template in Jinja.
     *
     * @param name for people
     * @throws CriaException if the text is none
     */
    public static ChatTemplate of(String name, String source) {
        return ChatTemplate.of(name, source, Map.of(), LocalDateTime.now(ZoneId.systemDefault()));
    }

    /** The template that writes nothing of its own. */
    public static ChatTemplate none() {
        return of(NONE, "{%- for message in messages -%}{{- message.content -}}{%- endfor -%}\n");
    }

    /** What {@link ChatTemplate#kept} gave. */
    static ChatTemplate restored(Transcript transcript) {
        String kept = transcript.template();
        ChatTemplate template = isName(kept) ? named(kept) : of("the conversation's own", kept);
        return template.with(transcript.variables());
    }

    /**
     * The template of this name; {@code mistral} is short for {@code mistral-v3}.
     *
     * @throws CriaException if there is none
     */
    public static ChatTemplate named(String name) {
        String full = name.equals(MISTRAL) ? MISTRAL_MEANS : name;
        if (name.equals(NONE)) {
            return none();
        }
        return ALL.stream()
                .filter(layout -> layout.name().equals(full))
                .findFirst()
                .map(ChatTemplates::template)
                .orElseThrow(() -> new CriaException(Explanation.of(
                        "the chat template '" + name + "' is not known, expected one of " + names()
                                + ", none, or a file in Jinja. Choose one of these",
                        TEMPLATE.how(),
                        ".")));
    }

    /**
     * The template that a model's file has.
     *
     * @throws CriaException if it has none, or it cannot be run
     */
    public static ChatTemplate of(Gguf gguf) {
        try {
            ChatTemplate template = of("the model's own", source(gguf));
            template.check();
            return template;
        } catch (TemplateException e) {
            throw new CriaException(
                    Explanation.of(
                            gguf.file().getFileName(),
                            ": ",
                            e.explanation(),
                            " Choose another template by ",
                            TEMPLATE.to("NAME"),
                            ": " + names() + "."),
                    e);
        }
    }

    /** What {@link #inFile} has: {@code default}, and what else the file has, such as {@code tool_use}, in order. */
    public static List<String> namesIn(Gguf gguf) {
        Stream<String> others = gguf.metadata().keys().stream()
                .filter(key -> key.startsWith(KEY + "."))
                .map(key -> key.substring(KEY.length() + 1))
                .sorted();
        Stream<String> first = gguf.metadata().contains(KEY) ? Stream.of(DEFAULT) : Stream.empty();
        return Stream.concat(first, others).distinct().toList();
    }

    /**
     * One of the templates in a model's file, by the name that it has there ({@code tokenizer.chat_template.NAME}, as llama.cpp's
     * converter writes it).
     *
     * @throws CriaException if it has none of this name, or what it has is no template
     */
    public static ChatTemplate inFile(Gguf gguf, String name) {
        String place = gguf.file().getFileName().toString();
        if (!namesIn(gguf).contains(name)) {
            String there = String.join(", ", namesIn(gguf));
            throw new CriaException(Explanation.of(
                    place + ": the chat template '" + name + "' is not known, expected "
                            + (there.isEmpty() ? "" : "one that the file has (" + there + "), or ") + "one of "
                            + names()
                            + ", none, or a file in Jinja. Choose one of these",
                    TEMPLATE.how(),
                    "."));
        }
        return gguf.metadata().contains(KEY + "." + name)
                ? of(name, gguf.metadata().string(KEY + "." + name))
                : of("the model's own", source(gguf));
    }

    /**
     * The template in a model's file, in Jinja.
     *
     * @throws CriaException if it has none
     */
    public static String source(Gguf gguf) {
        String jinja = gguf.metadata().string(KEY, "");
        String place = gguf.file().getFileName().toString();
        if (jinja.isBlank()) {
            List<String> others = namesIn(gguf);
            throw new CriaException(Explanation.of(
                    place + ": the model has no chat template (" + KEY
                            + "). Choose the one that it was trained with by ",
                    TEMPLATE.to("NAME"),
                    ": " + (others.isEmpty() ? "" : String.join(", ", others) + " in the file, or ") + names() + "."));
        }
        return jinja;
    }

    /** The names of all templates, as a list for people. */
    public static String names() {
        return allNames().stream()
                .map(name -> name.equals(MISTRAL_MEANS) ? name + " (or " + MISTRAL + ")" : name)
                .collect(Collectors.joining(", "));
    }
}
