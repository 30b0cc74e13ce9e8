package org.cria.cli.eval;

import com.cybozu.labs.langdetect.Detector;
import com.cybozu.labs.langdetect.DetectorFactory;
import com.cybozu.labs.langdetect.LangDetectException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.model.eval.instruction.LanguageDetector;

/**
 * Tells languages apart by the letters that follow each other, with the library that the harness's was translated from. It draws; with a
 * seed, so that a text has one answer.
 *
 * @see <a href="https://github.com/shuyo/language-detection">language-detection</a>
 */
public final class NgramLanguages implements LanguageDetector {
    private static final List<String> LANGUAGES = List.of(
            ("af ar bg bn cs da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr ne nl no pa pl pt ro ru sk sl"
                            + " so sq sv sw ta te th tl tr uk ur vi zh-cn zh-tw")
                    .split(" "));

    @Override
    public synchronized Optional<String> language(String text) {
        try {
            load();
            Detector detector = DetectorFactory.create();
            detector.append(text);
            return Optional.of(detector.detect()).filter(LANGUAGES::contains);
        } catch (LangDetectException e) {
            return Optional.empty(); // no letters
        }
    }

    /** Once: the library keeps what it read for the whole JVM. */
    private static void load() throws LangDetectException {
        synchronized (NgramLanguages.class) {
            if (DetectorFactory.getLangList() != null
                    && !DetectorFactory.getLangList().isEmpty()) {
                return;
            }
            List<String> profiles = new ArrayList<>();
            for (String language : LANGUAGES) {
                try (InputStream in = DetectorFactory.class.getResourceAsStream("/profiles/" + language)) {
                    profiles.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            DetectorFactory.setSeed(0);
            DetectorFactory.loadProfile(profiles);
        }
    }
}
