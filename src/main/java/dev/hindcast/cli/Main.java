package dev.hindcast.cli;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Scratch;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry of the command line; the commands are its subcommands. */
@Command(
        name = "hindcast",
        description = "Reconstructs what an OpenStack region had and used, at every instant of its past.",
        versionProvider = HindcastVersion.class,
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

    private static final List<String> COMMANDS = List.of(
            "demo",
            "reconstruct",
            "export",
            "explain",
            "check",
            "why-not",
            "verify",
            "compare",
            "report",
            "rules",
            "loaders",
            "golden");

    private Main() {}

    public static void main(String[] arguments) {
        // The machine's locale must not change a byte of what is written.
        Output output = new Output(new FileOutputStream(FileDescriptor.out));
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        // A session that does not come to an end holds up its own thread, perhaps this one.
        Thread.setDefaultUncaughtExceptionHandler((thread, exception) -> System.exit(failed(exception)));
        int exit = run(arguments);
        System.out.flush();
        if (output.lost != null && exit == CommandLine.ExitCode.OK) {
            System.err.println("hindcast: the output cannot be written: " + output.lost + ". Maybe the disk is full.");
            exit = REFUSED;
        }
        System.exit(exit);
    }

    /** Remembers that something could not be written, which a {@link PrintStream} forgets. A reader that has seen enough is no loss. */
    private static final class Output extends FilterOutputStream {
        private String lost;

        Output(OutputStream to) {
            super(to);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                lost = "Broken pipe".equals(e.getMessage()) ? lost : e.getMessage();
                throw e;
            }
        }
    }

    /** With all commands, or with the one alone that the arguments name: reading the options of all takes as long as a short command. */
    public static CommandLine commandLine(String... arguments) {
        CommandLine commandLine = new CommandLine(new Main());
        String named = arguments.length == 0 ? "" : arguments[0];
        for (String name : COMMANDS.contains(named) ? List.of(named) : COMMANDS) {
            commandLine.addSubcommand(name, command(name));
        }
        return commandLine;
    }

    private static Object command(String name) {
        return switch (name) {
            case "demo" -> new DemoCommand();
            case "reconstruct" -> new ReconstructCommand();
            case "export" -> new ExportCommand();
            case "explain" -> new ExplainCommand();
            case "check" -> new CheckCommand();
            case "why-not" -> new WhyNotCommand();
            case "verify" -> new VerifyCommand();
            case "compare" -> new CompareCommand();
            case "report" -> new ReportCommand();
            case "rules" -> new RulesCommand();
            case "loaders" -> new LoadersCommand();
            case "golden" -> new GoldenCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }

    static int run(String... arguments) {
        CommandLine commandLine = commandLine(arguments);
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
        commandLine.setExecutionExceptionHandler((exception, command, parsed) -> failed(exception));
        return commandLine.execute(arguments);
    }

    static int failed(Throwable exception) {
        String unwritable = Scratch.unwritableOrNull(exception);
        if (unwritable != null) {
            System.err.println("hindcast: " + unwritable);
            return REFUSED;
        }
        // A rule's consequence that refuses a signal's value is wrapped by the engine.
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof InputRefused) {
                System.err.println("hindcast: " + cause.getMessage());
                return REFUSED;
            }
            if (cause instanceof OutOfMemoryError) {
                System.err.println("hindcast: " + (Runtime.getRuntime().maxMemory() >> 20)
                        + " MB of memory are not enough: " + cause.getMessage()
                        + ". HINDCAST_JAVA_OPTS=-Xmx8g gives more. Maybe one host or instance has far more rows than all"
                        + " others, or hundreds of allocations at once, each pair of which is a conflict.");
                return REFUSED;
            }
        }
        if (exception instanceof IOException || exception instanceof UncheckedIOException) {
            System.err.println("hindcast: a file cannot be read or written: " + exception.getMessage()
                    + ". Maybe it is gone or not yours, or the disk is full.");
            return REFUSED;
        }
        System.err.println("hindcast: this is our fault, not yours; please report it with what follows.");
        exception.printStackTrace(System.err);
        return OUR_FAULT;
    }
}
