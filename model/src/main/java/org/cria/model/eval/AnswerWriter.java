package org.cria.model.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cria.kernels.Progress;
import org.cria.model.Model;

/** Has a model write behind prompts what the log does not have already. */
final class AnswerWriter {
    private final Model model;
    private final int slots;
    private final AnswerLog log;
    private final String identity;

    /**
     * A writer.
     *
     * @param slots texts that are written at a time
     * @param identity of the model and of how it runs, for the log
     */
    AnswerWriter(Model model, int slots, AnswerLog log, String identity) {
        this.model = model;
        this.slots = slots;
        this.log = log;
        this.identity = identity;
    }

    /**
     * What is written behind each prompt, the longest prompt first.
     *
     * @param until texts that end what is written
     * @param tokens the most that are written
     * @return empty if it ended early
     */
    Optional<List<String>> of(List<PairEncoder.Prompt> prompts, List<String> until, int tokens, Progress progress) {
        String about = "text " + tokens + " " + until;
        List<String> keys = prompts.stream()
                .map(prompt -> AnswerLog.key(identity, about, prompt.tokens()))
                .toList();
        String[] texts = keys.stream().map(key -> log.text(key).orElse(null)).toArray(String[]::new);
        List<Integer> left = IntStream.range(0, texts.length)
                .filter(i -> texts[i] == null)
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> prompts.get(i).tokens().length)
                        .reversed())
                .toList();
        int known = texts.length - left.size();
        if (!left.isEmpty() && progress.goOn(known, texts.length)) {
            List<int[]> asked = left.stream().map(i -> prompts.get(i).tokens()).toList();
            new Writings(model, slots).of(asked, until, tokens, (i, text) -> {
                texts[left.get(i)] = text;
                log.add(keys.get(left.get(i)), text);
                return progress.goOn(known + i + 1, texts.length);
            });
        }
        return Arrays.stream(texts).allMatch(text -> text != null) ? Optional.of(List.of(texts)) : Optional.empty();
    }
}
