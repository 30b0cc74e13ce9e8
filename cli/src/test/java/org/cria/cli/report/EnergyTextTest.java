package org.cria.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.cria.model.bench.EnergyDomain;
import org.cria.model.bench.EnergyMeter;
import org.junit.jupiter.api.Test;

/** What a run says of energy. */
class EnergyTextTest {
    private final Map<EnergyDomain, Double> counters = new EnumMap<>(EnergyDomain.class);

    private final EnergyMeter meter = new EnergyMeter() {
        @Override
        public Map<EnergyDomain, Double> joules() {
            return new EnumMap<>(counters);
        }

        @Override
        public void keepUp() {}

        @Override
        public Optional<String> missing() {
            return Optional.empty();
        }
    };

    @Test
    void whatWasTakenSinceTheBeginningIsTold() {
        counters.put(EnergyDomain.PACKAGE, 100.0);
        counters.put(EnergyDomain.GPU, 7.0);
        counters.put(EnergyDomain.DRAM, 1.0);
        EnergyText text = new EnergyText(meter);
        counters.put(EnergyDomain.PACKAGE, 150.0);
        counters.put(EnergyDomain.GPU, 7.5);
        counters.remove(EnergyDomain.DRAM); // broken meanwhile
        assertEquals(
                Optional.of("processors 50.0 J (2.500 a token), GPUs 0.5 J (0.025 a token), all that ran included"),
                text.line(20));
    }

    @Test
    void whereNothingIsCountedNothingIsTold() {
        assertEquals(Optional.empty(), new EnergyText(meter).line(20));
    }
}
