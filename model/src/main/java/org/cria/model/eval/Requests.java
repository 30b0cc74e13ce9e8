package org.cria.model.eval;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a model is asked, apart from the task that wants to know: requests of one kind, numbered from 0. They can be parted and sent to where
 * a model is; an answer depends on its request alone.
 */
public sealed interface Requests extends Serializable {
    /** How many there are, at least one. */
    int size();

    /** Those of these numbers, in this order. */
    Requests only(List<Integer> numbers);

    /** The order in which a model is best asked, of numbers. */
    Comparator<Integer> order();

    /**
     * What the log of answers knows a request by.
     *
     * @param identity of the model and of how it runs
     */
    String key(int number, String identity);

    /** How likely continuations are; those that share their beginnings beside each other. */
    record Scores(List<PairEncoder.Scored> asked) implements Requests {
        public Scores {
            asked = List.copyOf(asked);
        }

        @Override
        public int size() {
            return asked.size();
        }

        @Override
        public Scores only(List<Integer> numbers) {
            return new Scores(numbers.stream().map(asked::get).toList());
        }

        @Override
        public Comparator<Integer> order() {
            return (one, other) -> Likelihoods.compare(asked.get(one), asked.get(other));
        }

        @Override
        public String key(int number, String identity) {
            PairEncoder.Scored scored = asked.get(number);
            return AnswerLog.key(identity, "likelihood", scored.input(), scored.targets());
        }
    }

    /**
     * What comes behind prompts; the longest prompt first.
     *
     * @param prompts [tokens] each
     * @param until texts that end what is written, and are no part of it
     * @param tokens the most that are written
     */
    record Texts(List<int[]> prompts, List<String> until, int tokens) implements Requests {
        public Texts {
            prompts = List.copyOf(prompts);
            until = List.copyOf(until);
        }

        @Override
        public int size() {
            return prompts.size();
        }

        @Override
        public Texts only(List<Integer> numbers) {
            return new Texts(numbers.stream().map(prompts::get).toList(), until, tokens);
        }

        @Override
        public Comparator<Integer> order() {
            return Comparator.comparingInt((Integer number) -> prompts.get(number).length)
                    .reversed();
        }

        @Override
        public String key(int number, String identity) {
            return AnswerLog.key(identity, "text " + tokens + " " + until, prompts.get(number));
        }
    }

    /** So many parts of about the same size, or as many as there are requests, each of requests that follow each other. */
    default List<Requests> parts(int most) {
        int count = Math.min(most, size());
        List<Requests> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Integer> numbers = new ArrayList<>();
            for (int number = first(i, count); number < first(i + 1, count); number++) {
                numbers.add(number);
            }
            parts.add(only(numbers));
        }
        return parts;
    }

    private int first(int part, int parts) {
        return (int) ((long) size() * part / parts);
    }
}
