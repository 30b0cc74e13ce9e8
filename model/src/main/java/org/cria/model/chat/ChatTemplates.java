package org.cria.model.chat;

import static org.cria.model.chat.ChatTemplate.SystemPlace.FIRST_MESSAGE;
import static org.cria.model.chat.ChatTemplate.SystemPlace.OWN_TURN;

import java.util.List;
import java.util.stream.Collectors;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.chat.ChatTemplate.SystemPlace;
import org.cria.model.gguf.Gguf;

/**
 * The chat templates that Cria knows. To add one, add a row here, the texts that mean it to {@link Recognition} and a golden file.
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
    private static final String KEY = "tokenizer.chat_template";
    private static final Control TEMPLATE = new Control("chat template");

    private static final String LLAMA_3_SYSTEM = "<|start_header_id|>system<|end_header_id|>\n\n";
    private static final String LLAMA_3_USER = "<|start_header_id|>user<|end_header_id|>\n\n…<|eot_id|>";
    private static final String LLAMA_3_REPLY = "<|start_header_id|>assistant<|end_header_id|>\n\n";
    private static final String LLAMA_3_DATES = "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n";
    private static final String LLAMA_2_SYSTEM = "<<SYS>>\n…\n<</SYS>>\n\n";

    private static final List<ChatTemplate> ALL = List.of(
            inside("llama2", LLAMA_2_SYSTEM, "{bos}[INST] … [/INST]", " … {eos}", Trimming.TURNS),
            inside("llama2-sys", LLAMA_2_SYSTEM, "[INST] … [/INST]", "…{eos}", Trimming.NONE),
            inside("llama2-sys-bos", LLAMA_2_SYSTEM, "{bos}[INST] … [/INST]", "…{eos}", Trimming.NONE),
            inside("llama2-sys-strip", LLAMA_2_SYSTEM, "[INST] … [/INST]", "…{eos}", Trimming.EVERY),
            llama3("llama3", ""),
            llama3("llama3.1", LLAMA_3_DATES).withDefaultSystem(""),
            turns(
                    "chatml",
                    "<|im_start|>system\n…<|im_end|>\n",
                    "<|im_start|>user\n…<|im_end|>\n",
                    "<|im_start|>assistant\n…<|im_end|>\n",
                    "<|im_start|>assistant\n"),
            inside("mistral-v0", "…\n", "[INST] … [/INST]", "…{eos}", Trimming.NONE),
            inside("mistral-v1", "…\n\n", " [INST] … [/INST]", " …{eos}", Trimming.NONE),
            inside("mistral-v3", "…\n\n", "[INST] …[/INST]", " …{eos}", Trimming.REPLIES),
            inside("mistral-v3-tekken", "…\n\n", "[INST]…[/INST]", "…{eos}", Trimming.NONE),
            turns("mistral-v7", "[SYSTEM_PROMPT] …[/SYSTEM_PROMPT]", "[INST] …[/INST]", " …{eos}", ""),
            turns("mistral-v7-tekken", "[SYSTEM_PROMPT]…[/SYSTEM_PROMPT]", "[INST]…[/INST]", "…{eos}", ""),
            turns("zephyr", "<|system|>\n…{eos}\n", "<|user|>\n…{eos}\n", "<|assistant|>\n…{eos}\n", "<|assistant|>\n"),
            turns("vicuna", "…\n\n", "USER: …\n", "ASSISTANT: …{eos}\n", "ASSISTANT:"),
            turns("vicuna-orca", "SYSTEM: …\n", "USER: …\n", "ASSISTANT: …{eos}\n", "ASSISTANT:"),
            row(
                    "alpaca",
                    "{bos}",
                    OWN_TURN,
                    "…\n\n",
                    "### Instruction:\n…\n\n",
                    "### Response:\n…{eos}\n\n",
                    "### Response:\n",
                    Trimming.NONE));

    /** The short name of the variant that most of Mistral's files want; theirs are numbered. */
    private static final String MISTRAL = "mistral";

    private static final String MISTRAL_MEANS = "mistral-v3";

    private ChatTemplates() {}

    private static ChatTemplate inside(String name, String system, String user, String assistant, Trimming trimming) {
        return row(name, "", FIRST_MESSAGE, system, user, assistant, "", trimming);
    }

    private static ChatTemplate turns(String name, String system, String user, String assistant, String reply) {
        return row(name, "", OWN_TURN, system, user, assistant, reply, Trimming.NONE);
    }

    private static ChatTemplate llama3(String name, String dates) {
        String system = LLAMA_3_SYSTEM + dates + "…<|eot_id|>";
        String assistant = LLAMA_3_REPLY + "…<|eot_id|>";
        return row(name, "{bos}", OWN_TURN, system, LLAMA_3_USER, assistant, LLAMA_3_REPLY, Trimming.EVERY);
    }

    private static ChatTemplate row(
            String name,
            String begin,
            SystemPlace place,
            String system,
            String user,
            String assistant,
            String reply,
            Trimming trimming) {
        return new ChatTemplate(
                name, begin, place, Frame.of(system), Frame.of(user), Frame.of(assistant), reply, trimming, null);
    }

    /** All templates. */
    public static List<ChatTemplate> all() {
        return ALL;
    }

    /**
     * The template of this name; {@code mistral} is short for {@code mistral-v3}.
     *
     * @throws CriaException if there is none
     */
    public static ChatTemplate named(String name) {
        String full = name.equals(MISTRAL) ? MISTRAL_MEANS : name;
        return ALL.stream()
                .filter(template -> template.name().equals(full))
                .findFirst()
                .orElseThrow(() -> new CriaException(Explanation.of(
                        "the chat template '" + name + "' is not known, expected one of " + names()
                                + ". Choose one of these",
                        TEMPLATE.how(),
                        ".")));
    }

    /**
     * The template that a model's file asks for.
     *
     * @throws CriaException if it has none, or none of ours
     */
    public static ChatTemplate of(Gguf gguf) {
        String jinja = source(gguf);
        try {
            return recognise(jinja);
        } catch (CriaException e) {
            throw e.at(gguf.file().getFileName().toString());
        }
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
            throw new CriaException(Explanation.of(
                    place + ": the model has no chat template (" + KEY
                            + "). Choose the one that it was trained with by ",
                    TEMPLATE.to("NAME"),
                    ": " + names() + "."));
        }
        return jinja;
    }

    /**
     * The template that a text in Jinja stands for.
     *
     * @param jinja {@code tokenizer.chat_template}, which is not run but known as a whole
     * @throws CriaException if it is none of ours
     */
    public static ChatTemplate recognise(String jinja) {
        return Recognition.of(jinja)
                .orElseThrow(() -> new CriaException(Explanation.of(
                        "the model's chat template is none that Cria knows (" + names() + "): it begins '"
                                + beginning(jinja) + "'. Choose the one that is nearest",
                        TEMPLATE.how(),
                        ".")));
    }

    /** The names of all templates, as a list for people. */
    public static String names() {
        return ALL.stream()
                .map(ChatTemplate::name)
                .map(name -> name.equals(MISTRAL_MEANS) ? name + " (or " + MISTRAL + ")" : name)
                .collect(Collectors.joining(", "));
    }

    private static String beginning(String jinja) {
        int shown = 60;
        String line = jinja.strip().replaceAll("\\s+", " ");
        return line.length() <= shown ? line : line.substring(0, shown) + "…";
    }
}
