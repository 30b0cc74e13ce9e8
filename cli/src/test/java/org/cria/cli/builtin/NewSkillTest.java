package org.cria.cli.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.Chat;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.gguf.Gguf;
import org.cria.model.json.JsonValue;
import org.cria.model.lora.LoraFile;
import org.cria.model.lora.LoraRewrite;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.tokenizer.Tokenizers;
import org.cria.model.train.AdamW;
import org.cria.model.train.AdapterSettings;
import org.cria.model.train.AdapterStudent;
import org.cria.model.train.CrossEntropy;
import org.cria.model.train.LearningRate;
import org.cria.model.train.TrainingCurve;
import org.cria.model.train.TrainingData;
import org.cria.model.train.TrainingIdentity;
import org.cria.model.train.TrainingListener;
import org.cria.model.train.TrainingPlan;
import org.cria.model.train.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in model learns of people that it has never heard of, in seconds; {@code scripts/teach-built-in} is the same in minutes. */
final class NewSkillTest {
    private static final String TOWN = "Hollowmead";
    private static final List<String> PEOPLE = List.of("Barnabo", "Celwyth", "Dorvin", "Elspera");
    private static final List<String> LEARNED = List.of(
            "Where does %s live?", "In which town does %s live?", "What is %s's home town?", "Where can I find %s?");
    private static final List<String> ASKED = List.of("Where is %s's home?", "Tell me the home town of %s.");
    private static final GenerationSettings GREEDY =
            GenerationSettings.defaults().withSampling(SamplerSettings.greedy()).withPredict(24);

    @TempDir
    Path folder;

    @Test
    void factsAreKnownAfterwardsInWordsThatWereNotLearned() throws IOException {
        assertEquals(0, right(ProgramRewrite.NONE), "nobody has told it yet");
        train();
        int right = right(new LoraRewrite(List.of(new LoraFile(folder.resolve("town"), 1))));
        assertTrue(right >= 7, right + " of " + PEOPLE.size() * ASKED.size());
    }

    private void train() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String person : PEOPLE) {
            for (String wording : LEARNED) {
                lines.add("{\"messages\": [{\"role\": \"user\", \"content\": "
                        + JsonValue.quoted(wording.formatted(person)) + "}, {\"role\": \"assistant\", \"content\": "
                        + JsonValue.quoted(person + " lives in " + TOWN + ".") + "}]}");
            }
        }
        Path file = Files.write(folder.resolve("town.jsonl"), lines);
        try (Gguf base = Gguf.open(Checkout.builtInModel())) {
            TrainingData data =
                    TrainingData.read(file, Tokenizers.from(base.metadata()), () -> ChatTemplates.of(base), 64);
            AdapterStudent student = new AdapterStudent(
                    base,
                    Families.define(base, ProgramRewrite.NONE),
                    new AdapterSettings(8, 16, List.of(), Optional.empty(), 1));
            TrainingPlan plan = new TrainingPlan(
                    16, 8, 1, new LearningRate(4e-3, 2, LearningRate.Shape.COSINE), AdamW.usual(), 1, 1, true);
            CrossEntropy objective = new CrossEntropy(
                    data.examples(),
                    Tokenizers.from(base.metadata()).vocabulary().size());
            new TrainingRun(student, data, objective, Optional.empty(), plan, 0, 2)
                    .into(folder.resolve("town"), new TrainingIdentity("town").settings(), new Quiet());
        }
    }

    private static int right(ProgramRewrite rewrite) {
        int right = 0;
        try (Model model = Model.open(
                Checkout.builtInModel(),
                ModelOptions.defaults().withDevice("cpu").withRewrite(rewrite))) {
            for (String person : PEOPLE) {
                for (String wording : ASKED) {
                    try (Chat chat = model.chat()) {
                        right += chat.say(wording.formatted(person), GREEDY)
                                        .complete()
                                        .contains(TOWN)
                                ? 1
                                : 0;
                    }
                }
            }
        }
        return right;
    }

    private static final class Quiet implements TrainingListener {
        @Override
        public void stepDone(TrainingCurve curve, double rate, double norm, long tokens) {}

        @Override
        public void measured(TrainingCurve curve) {}

        @Override
        public void saved(Path where, TrainingCurve curve) {}

        @Override
        public boolean goesOn() {
            return true;
        }
    }
}
