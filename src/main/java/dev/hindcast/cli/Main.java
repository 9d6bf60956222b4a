package dev.hindcast.cli;

import dev.hindcast.evidence.InputRefused;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry of the command line; the commands are its subcommands. */
@Command(
        name = "hindcast",
        description = "Reconstructs what an OpenStack region had and used, at every instant of its past.",
        versionProvider = HindcastVersion.class,
        subcommands = {
            DemoCommand.class,
            ReconstructCommand.class,
            ExportCommand.class,
            ExplainCommand.class,
            ReportCommand.class,
            RulesCommand.class,
            GoldenCommand.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    /** Input or rules refused. */
    static final int REFUSED = 1;
    /** Finished, with findings above the threshold asked for. */
    static final int FINDINGS = 3;
    /** Our fault. */
    static final int OUR_FAULT = 4;

    private static final int HELP_WIDTH = 120;

    private Main() {}

    public static void main(String[] arguments) {
        // The machine's locale must not change a byte of what is written.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setUsageHelpWidth(HELP_WIDTH);
        if (arguments.length == 0) {
            commandLine.usage(System.err);
            return CommandLine.ExitCode.USAGE;
        }
        // One message and not the whole help, which would hide it.
        commandLine.setParameterExceptionHandler((exception, words) -> {
            CommandLine command = exception.getCommandLine();
            String name = command.getCommandSpec().qualifiedName();
            System.err.println("hindcast: " + exception.getMessage());
            UnmatchedArgumentException.printSuggestions(exception, System.err);
            System.err.println("See " + name + " --help.");
            return CommandLine.ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((exception, command, parsed) -> {
            if (exception instanceof InputRefused) {
                System.err.println("hindcast: " + exception.getMessage());
                return REFUSED;
            }
            System.err.println("hindcast: this is our fault, not yours; please report it with what follows.");
            exception.printStackTrace(System.err);
            return OUR_FAULT;
        });
        return commandLine.execute(arguments);
    }
}
