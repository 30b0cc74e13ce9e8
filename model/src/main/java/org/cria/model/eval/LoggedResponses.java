package org.cria.model.eval;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.cria.kernels.Progress;

/** The answers to requests: those of the log, and for the others those of a respondent, which the log gets. */
final class LoggedResponses {
    private final AnswerLog log;
    private final Respondent respondent;
    private final String identity;

    /** @param identity of the model and of how it runs, for the log */
    LoggedResponses(AnswerLog log, Respondent respondent, String identity) {
        this.log = log;
        this.respondent = respondent;
        this.identity = identity;
    }

    /**
     * The answers, in the order of the requests; the same request is asked once.
     *
     * @param progress in requests
     * @return empty if it ended early
     * @throws java.util.concurrent.CancellationException if they are not wanted any more before one is asked
     */
    Optional<List<Response>> of(Requests requests, Progress progress) {
        int size = requests.size();
        List<String> keys = IntStream.range(0, size)
                .mapToObj(number -> {
                    progress.requireWanted();
                    return requests.key(number, identity);
                })
                .toList();
        Set<String> different = new HashSet<>();
        List<Integer> left = IntStream.range(0, size)
                .filter(number -> log.answer(keys.get(number)).isEmpty())
                .filter(number -> different.add(keys.get(number)))
                .boxed()
                .sorted(requests.order())
                .toList();
        int[] done = {size - left.size()};
        if (!left.isEmpty() && progress.goOn(done[0], size)) {
            respondent.answer(requests.only(left), (first, answers) -> {
                for (int i = 0; i < answers.size(); i++) {
                    log.add(keys.get(left.get(first + i)), answers.get(i));
                }
                done[0] += answers.size();
                return progress.goOn(done[0], size);
            });
        }
        List<Response> found = new ArrayList<>();
        keys.forEach(key -> log.answer(key).ifPresent(found::add));
        return found.size() == size ? Optional.of(found) : Optional.empty();
    }
}
