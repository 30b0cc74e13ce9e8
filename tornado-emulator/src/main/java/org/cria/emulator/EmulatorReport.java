package org.cria.emulator;

import java.util.List;

/**
 * What an emulator has done and found so far.
 *
 * @param launches        kernels run
 * @param graphs          graphs run
 * @param recordedGraphs  those of them that repeated what their first run had recorded
 * @param compiledKernels different kernels compiled; a device compiles once per task instead
 * @param bytesToDevice   copied from host arrays
 * @param bytesToHost     copied to host arrays
 * @param barriers        every barrier in the code of compiled kernels
 * @param transfers       every array in a transfer of graphs in plans
 * @param findings        in the order they were made
 */
public record EmulatorReport(
        long launches,
        long graphs,
        long recordedGraphs,
        long compiledKernels,
        long bytesToDevice,
        long bytesToHost,
        List<Omission.Barrier> barriers,
        List<Omission.Transfer> transfers,
        List<Finding> findings) {
    public EmulatorReport {
        barriers = List.copyOf(barriers);
        transfers = List.copyOf(transfers);
        findings = List.copyOf(findings);
    }
}
