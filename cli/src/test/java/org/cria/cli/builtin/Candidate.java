package org.cria.cli.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.Chat;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.gguf.Gguf;
import org.cria.model.sample.SamplerSettings;

/** Puts the exam to a model as chat would: its own template, everything in one context, f16 cache; greedy. */
final class Candidate {
    private static final GenerationSettings GREEDY =
            GenerationSettings.defaults().withSampling(SamplerSettings.greedy()).withPredict(120);

    private final ChatTemplate template;

    Candidate() {
        try (Gguf gguf = Gguf.open(Checkout.builtInModel())) {
            template = ChatTemplates.of(gguf);
        }
    }

    /** An answer that counts. */
    record Mark(Exam.Conversation conversation, int turn, String answer, boolean right) {
        @Override
        public String toString() {
            Exam.Question question = conversation.turns().get(turn - 1);
            return conversation.part() + " " + conversation.id() + ", turn " + turn + ": '" + conversation.system()
                    + "' '" + question.user() + "' -> '" + answer + "'";
        }
    }

    /**
     * All answers that count. A model this small gains nothing from a second thread, so each thread has a model of its own and
     * takes every other conversation.
     */
    List<Mark> take(Exam exam) throws Exception {
        int threads = Runtime.getRuntime().availableProcessors();
        List<Mark> marks = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Callable<List<Mark>>> tasks = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                tasks.add(() -> take(exam, first, threads));
            }
            for (Future<List<Mark>> future : executor.invokeAll(tasks)) {
                marks.addAll(future.get());
            }
        }
        return marks;
    }

    private List<Mark> take(Exam exam, int first, int step) {
        List<Mark> marks = new ArrayList<>();
        try (Model model =
                Model.open(Checkout.builtInModel(), ModelOptions.defaults().withThreads(1))) {
            for (int i = first; i < exam.conversations().size(); i += step) {
                converse(model, exam.conversations().get(i), marks);
            }
        }
        return marks;
    }

    private void converse(Model model, Exam.Conversation exam, List<Mark> marks) {
        Conversation conversation =
                new Conversation(template, model.tokenizer(), new Room(model.contextSize(), 128, true));
        if (!exam.system().isEmpty()) {
            conversation.pin(exam.system());
        }
        try (Chat chat = new Chat(conversation, model.newSession())) {
            int turn = 0;
            for (Exam.Question question : exam.turns()) {
                turn++;
                String answer = chat.say(question.user(), GREEDY).complete().strip();
                if (question.counts()) {
                    marks.add(new Mark(exam, turn, answer, question.isAnsweredBy(answer)));
                }
            }
        }
    }
}
