package org.cria.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.cria.cli.terminal.Interrupts;
import picocli.CommandLine;

/** What the command line itself answers: help, versions, wrong usage, failures before anything is generated. */
record InProcess(int exitCode, String out, String err) {
    static InProcess execute(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitCode = Main.execute(line, arguments);
        Interrupts.finished();
        return new InProcess(exitCode, out.toString(), err.toString());
    }
}
