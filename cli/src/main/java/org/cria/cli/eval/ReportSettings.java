package org.cria.cli.eval;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.cria.cli.version.Build;
import org.cria.kernels.Count;
import org.cria.model.Model;
import org.cria.model.eval.EvalSettings;

/** What a report says of how its figures came about. */
public final class ReportSettings {
    private ReportSettings() {}

    public static Map<String, String> of(Model model, EvalSettings settings) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("model", model.fileName());
        told.put("fingerprint", model.fingerprint());
        told.put("device", model.device());
        told.put("context", Count.of(model.contextSize(), "token") + ", " + model.cacheFormats());
        told.put(
                "questions",
                settings.limit().isPresent() ? "at most " + settings.limit().getAsInt() + " a part" : "all");
        told.put("seed of the examples", Long.toString(settings.seed()));
        told.put("begin of a text", settings.bos().name().toLowerCase(Locale.ROOT));
        told.put("cria", Build.current().version() + ", " + Build.current().commit());
        told.put("written", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        return told;
    }
}
