package org.cria.model.adherence;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.Progress;
import org.cria.model.Model;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Turn;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.tokenizer.TextStream;

/**
 * Puts scripted conversations to a model, under each policy, and looks whether its answers keep to the instruction: how long a
 * system prompt lasts is what Llama 2's Ghost Attention is about (https://arxiv.org/abs/2307.09288, section 3.3).
 *
 * @param turns of every conversation
 * @param predict the most tokens of an answer
 */
public record Probe(Model model, ChatTemplate template, List<Script> scripts, int turns, int predict) {
    public Probe {
        scripts = List.copyOf(scripts);
    }

    /** Asks everything, or until {@code progress}, which counts answers, ends it. Answers are greedy. */
    public Adherence run(Progress progress) {
        List<Adherence.Mark> marks = new ArrayList<>();
        int all = Policy.values().length * scripts.size() * turns;
        int done = 0;
        for (Policy policy : Policy.values()) {
            for (int script = 0; script < scripts.size(); script++) {
                try (Session session = model.newSession()) {
                    Conversation conversation =
                            conversation(policy, scripts.get(script).system());
                    for (int turn = 0; turn < turns; turn++) {
                        if (!progress.goOn(done++, all)) {
                            return new Adherence(marks);
                        }
                        String message = Script.message(script, turn);
                        marks.add(turn(policy, scripts.get(script), conversation, session, turn, message));
                    }
                }
            }
        }
        progress.goOn(all, all);
        return new Adherence(marks);
    }

    private Conversation conversation(Policy policy, String system) {
        int contextSize = model.contextSize();
        int reserve = Math.min(predict, contextSize / 4);
        ChatTemplate chosen = policy == Policy.REPEATED ? template.repeating(system) : template;
        Conversation conversation = new Conversation(chosen, model.tokenizer(), contextSize, reserve);
        if (policy != Policy.REPEATED) {
            conversation.pin(system);
        }
        return conversation;
    }

    private Adherence.Mark turn(
            Policy policy, Script script, Conversation conversation, Session session, int turn, String message) {
        conversation.ask(message);
        int forgotten = turn + 1 - seen(conversation);
        if (policy == Policy.START && forgotten > 0) {
            conversation.pin(""); // it was said with the first message, which is gone
        }
        String answer = answer(conversation, session);
        return new Adherence.Mark(policy, script, turn + 1, forgotten, answer, Rule.kept(script.rules(), answer));
    }

    /** How many messages the model sees. */
    private static int seen(Conversation conversation) {
        return (int) conversation.turns().stream()
                .filter(turn -> turn.role() == Turn.Role.USER)
                .count();
    }

    private String answer(Conversation conversation, Session session) {
        GenerationSettings settings = GenerationSettings.defaults()
                .withSampling(SamplerSettings.greedy())
                .withPredict(predict);
        Generation generation = model.generate(session, conversation.prompt(), settings);
        TextStream stream = model.tokenizer().continuation();
        StringBuilder answer = new StringBuilder();
        while (generation.hasNext()) {
            Piece piece = generation.next();
            conversation.append(piece.token());
            if (!model.tokenizer().vocabulary().endsGeneration(piece.token())) {
                answer.append(stream.feed(piece.token()));
            }
        }
        return answer.append(stream.finish()).toString().strip();
    }
}
