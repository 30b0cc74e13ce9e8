package org.cria.emulator.lint;

import java.util.Locale;

/**
 * What a lint knows. Each was seen on TornadoVM 5.2.0 for JDK 25, OpenCL backend, with PoCL 3.1 as the device; those
 * about generated text do not depend on the device.
 */
public enum LintRule {
    UNSIGNED_SHIFT(
            "The device shifts signed: -1 >>> 24 is -1 there, and a mask of as many bits is dropped.",
            "Write (x >> 24) & 0xFF, or (x & 0xFFFFFFFFL) >>> n on a long."),
    NEGATIVE_DIVISION(
            "The device rounds a negative number down or worse: -1 / 32 is -1 there.",
            "Divide numbers that cannot be negative; x >> n is the floor, x & (n - 1) its remainder."),
    UNSIGNED_COMPARISON("The device compares and divides signed.", "Compare as longs after & 0xFFFFFFFFL."),
    SHARED_SWITCH_ARM(
            "The device's code lacks case labels: arms cannot be reached, and their keys go to default.",
            "Write a chain of ifs, or keys 0, 1, 2, ... without gaps and one arm each."),
    UNROLLED_RETURN(
            "The loop is unrolled into a switch that loses keys: some values do not return.",
            "Set a flag in the loop and test it after."),
    BREAK_AFTER_SET(
            "The value meant for the break is used at the loop's normal end too.",
            "Put the condition in the loop's header, or set a flag, and compute after the loop."),
    NESTED_EXIT(
            "The device was seen to leave the inner loop only, so that the outer one goes on; small kernels came out right.",
            "Put a flag in both loops' conditions."),
    JOINED_LOOPS(
            "Where if and else each have a loop and set one variable, the device takes the value of one of them for both.",
            "Choose numbers first and write one loop, or use the result within each branch."),
    EXCHANGED_VARIABLES("Both end with the same value on the device.", "Compute the pair from the round's parity."),
    NAN_COMPARISON(
            "The default relaxed arithmetic lets a driver take NaN for impossible: it equals itself then and is never found."
                    + " PoCL 3.1 finds it in small kernels.",
            "Keep NaN out before the launch, or test the number's bits as an int from an IntArray."),
    COMPENSATED_SUM(
            "Relaxed arithmetic takes the compensation away: it is a plain sum.", "Sum in blocks or in a tree."),
    SUBGROUP_ON_OPENCL(
            "On OpenCL it returns its argument without a word; on CUDA all 32 lanes must arrive.",
            "Use a local array and barriers where OpenCL is to be right."),
    PARTIAL_WRITE(
            "TornadoVM drops the upload of an array that is written and never read: elements not written are garbage.",
            "Read an element too, or write under an if without an else."),
    NO_GRID(
            "Without a grid a kernel with a context runs one work-item.",
            "Give the plan withGridScheduler(new GridScheduler(\"graph.task\", grid))."),
    SCALAR_CHANGED(
            "A number given to a task is a constant of its code: the change is not seen.",
            "Pass it in an IntArray that is transferred at every execution."),
    STATIC_FIELD(
            "A device has the value of compile time, or nothing.", "Pass it in an array, or make it a final number."),
    DIVERGENT_BARRIER(
            "Work-items of one group that wait at different barriers hang or end the driver.",
            "Move the barrier out of the branch or loop, so that every work-item of the group reaches it."),
    ENDLESS_CALL("A call that comes back to itself ends the compiler.", "Write a loop."),
    ARRAY_HANDED_ON(
            "The device addresses a local or private array there as a Java object, and reaches other elements.",
            "Use such arrays in the kernel's own body only."),
    RESERVED_NAME(
            "OpenCL C has a function or keyword of that name: the kernel cannot be loaded.",
            "Name the method otherwise."),
    WRONG_CALL("It builds, and its values are wrong on the device.", "Convert by integer arithmetic or a table."),
    REFUSED_CODE("TornadoVM refuses it.", "Write it with numbers, if-chains and TornadoMath.");

    /** The version that every rule was seen in. */
    public static final String SEEN_IN = "TornadoVM 5.2.0-jdk25, OpenCL";

    private final String outcome;
    private final String instead;

    LintRule(String outcome, String instead) {
        this.outcome = outcome;
        this.instead = instead;
    }

    /** What comes of it on a device. */
    public String outcome() {
        return outcome;
    }

    /** What to write instead. */
    public String instead() {
        return instead;
    }

    /** As it is written in reports: {@code unsigned-shift}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
