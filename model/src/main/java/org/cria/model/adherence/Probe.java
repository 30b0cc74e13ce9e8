package org.cria.model.adherence;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.Progress;
import org.cria.model.Model;
import org.cria.model.chat.Chat;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.chat.Turn;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;

/**
 * Puts scripted conversations to a model, under each policy, and looks whether its answers keep to the instruction: how long a
 * system prompt lasts is what Llama 2's Ghost Attention is about (https://arxiv.org/abs/2307.09288, section 3.3).
 *
 * @param turns of every conversation
 * @param predict the most tokens of an answer
 * @param window tokens of the context that conversations are to outgrow, the model's at most
 */
public record Probe(Model model, ChatTemplate template, List<Script> scripts, int turns, int predict, int window) {
    public Probe {
        scripts = List.copyOf(scripts);
    }

    /** With all of the model's context. */
    public Probe(Model model, ChatTemplate template, List<Script> scripts, int turns, int predict) {
        this(model, template, scripts, turns, predict, model.contextSize());
    }

    /** Asks everything, or until {@code progress}, which counts answers, ends it. Answers are greedy. */
    public Adherence run(Progress progress) {
        List<Adherence.Mark> marks = new ArrayList<>();
        int all = Policy.values().length * scripts.size() * turns;
        int done = 0;
        for (Policy policy : Policy.values()) {
            for (int script = 0; script < scripts.size(); script++) {
                try (Chat chat = chat(scripts.get(script).system())) {
                    for (int turn = 0; turn < turns; turn++) {
                        if (!progress.goOn(done++, all)) {
                            return new Adherence(marks);
                        }
                        String message = Script.message(script, turn);
                        marks.add(turn(policy, scripts.get(script), chat, turn, message));
                    }
                }
            }
        }
        progress.goOn(all, all);
        return new Adherence(marks);
    }

    private Chat chat(String system) {
        Conversation conversation = new Conversation(template, model.tokenizer(), Room.of(window, predict));
        conversation.pin(system);
        return new Chat(conversation, model.newSession());
    }

    private Adherence.Mark turn(Policy policy, Script script, Chat chat, int turn, String message) {
        // Not said in the chat, whose cache would go on knowing what went: what is left is read again.
        Conversation conversation = chat.conversation();
        conversation.ask(policy == Policy.REPEATED && turn > 0 ? script.system() + "\n\n" + message : message);
        int forgotten = turn + 1 - seen(conversation);
        if (policy != Policy.PINNED && forgotten > 0) {
            conversation.pin(""); // it was said with the first message, which is gone
        }
        String answer = chat.answer(settings(conversation)).complete().strip();
        return new Adherence.Mark(policy, script, turn + 1, forgotten, answer, Rule.kept(script.rules(), answer));
    }

    /** How many messages the model sees. */
    private static int seen(Conversation conversation) {
        return (int) conversation.turns().stream()
                .filter(turn -> turn.role() == Turn.Role.USER)
                .count();
    }

    /** An answer ends where the context does, without anything being forgotten for it. */
    private GenerationSettings settings(Conversation conversation) {
        int room = window + 1 - conversation.prompt().length; // the last token need not be read
        return GenerationSettings.defaults()
                .withSampling(SamplerSettings.greedy())
                .withPredict(Math.min(predict, room));
    }
}
