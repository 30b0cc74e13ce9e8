package org.cria.model.adherence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cria.kernels.Progress;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.ChatTemplates;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probe with a model that babbles: what is asked, forgotten and counted. */
final class ProbeTest {
    private static final int TURNS = 5;

    @TempDir
    Path folder;

    private Adherence run(int contextSize, Progress watcher) throws IOException {
        Path file = TinyModel.seeded(5).dim(32).ffn(32).layers(1).context(1024).write(folder.resolve("tiny.gguf"));
        try (Model model =
                Model.open(file, ModelOptions.defaults().withThreads(1).withContextSize(contextSize))) {
            List<Script> scripts = Script.ALL.subList(0, 2);
            return new Probe(model, ChatTemplates.named("llama2"), scripts, TURNS, 6).run(watcher);
        }
    }

    @Test
    void everyScriptIsAskedEveryTurnUnderEveryPolicy() throws IOException {
        Adherence result = run(1024, (done, all) -> true);
        assertEquals(Policy.values().length * 2 * TURNS, result.marks().size());
        assertEquals(TURNS, result.turns());
        for (Policy policy : Policy.values()) {
            for (int turn = 1; turn <= TURNS; turn++) {
                assertTrue(result.share(policy, turn).isPresent());
            }
            assertEquals(OptionalInt.empty(), result.firstForgotten(policy));
        }
        assertEquals(OptionalDouble.empty(), result.share(Policy.PINNED, TURNS + 1));
    }

    @Test
    void untilSomethingIsForgottenThePinnedPromptIsTheOneAtTheStart() throws IOException {
        Adherence result = run(160, (done, all) -> true);
        int turn = result.firstForgotten(Policy.START).orElseThrow();
        assertTrue(turn > 1 && turn < TURNS, "forgotten from turn " + turn);
        assertEquals(turn, result.firstForgotten(Policy.PINNED).orElseThrow());
        assertEquals(answers(result, Policy.PINNED, turn), answers(result, Policy.START, turn));
        assertEquals(answers(result, Policy.PINNED, 2), answers(result, Policy.REPEATED, 2));
        assertTrue(!answers(result, Policy.PINNED, TURNS + 1).equals(answers(result, Policy.START, TURNS + 1)));
    }

    private static List<String> answers(Adherence result, Policy policy, int before) {
        return result.marks().stream()
                .filter(mark -> mark.policy() == policy && mark.turn() < before)
                .map(Adherence.Mark::answer)
                .toList();
    }

    @Test
    void aRepeatedPromptTakesMoreOfTheContext() throws IOException {
        Adherence result = run(160, (done, all) -> true);
        assertTrue(result.firstForgotten(Policy.REPEATED).orElseThrow()
                <= result.firstForgotten(Policy.PINNED).orElseThrow());
    }

    @Test
    void theWatcherEndsItAndWhatWasAskedCounts() throws IOException {
        Adherence result = run(160, (done, all) -> done < 3);
        assertEquals(3, result.marks().size());
    }

    @Test
    void sharesAreOfTheAnswersThatKeepToAllRules() {
        Script script = Script.ALL.getFirst();
        Adherence result = new Adherence(List.of(
                new Adherence.Mark(Policy.PINNED, script, 1, 0, "Cold.", true),
                new Adherence.Mark(Policy.PINNED, script, 1, 0, "It is cold.", false),
                new Adherence.Mark(Policy.PINNED, script, 2, 1, "Cold.", true)));
        assertEquals(0.5, result.share(Policy.PINNED, 1).orElseThrow());
        assertEquals(1, result.share(Policy.PINNED, 2).orElseThrow());
        assertEquals(2.0 / 3, result.share(Policy.PINNED).orElseThrow());
        assertEquals(2.0 / 3, result.share(Policy.PINNED, script).orElseThrow());
        assertEquals(2, result.firstForgotten(Policy.PINNED).orElseThrow());
    }
}
