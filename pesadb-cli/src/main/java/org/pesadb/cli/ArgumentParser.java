package org.pesadb.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.ComponentKind;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * Reads the command line. The options are built by hand and not from annotations, which would cost reflection at every
 * start; every tool takes all of them, before and after its name.
 */
final class ArgumentParser {
    private static final long KIB = 1024;

    private final Arguments arguments = new Arguments();

    private ArgumentParser() {}

    /**
     * Reads the command line.
     *
     * @param args as the program got them
     * @return what they ask for
     * @throws UsageException where they make no sense
     */
    static Arguments parse(String... args) {
        return new ArgumentParser().read(args);
    }

    private Arguments read(String... args) {
        CommandSpec root = spec();
        for (Arguments.Tool tool : Arguments.Tool.values()) {
            if (tool != Arguments.Tool.SHELL) {
                root.addSubcommand(tool.label(), spec());
            }
        }
        try {
            ParseResult parsed = new CommandLine(root).parseArgs(args);
            take(parsed);
            if (parsed.hasSubcommand()) {
                if (!arguments.operands.isEmpty()) {
                    throw new UsageException("FILE comes after the subcommand; a file of that name is written ./"
                            + parsed.subcommand().commandSpec().name());
                }
                take(parsed.subcommand());
                arguments.tool = Arguments.Tool.labelled(
                        parsed.subcommand().commandSpec().name());
            }
        } catch (CommandLine.ParameterException misuse) {
            throw usage(misuse);
        }
        return checked();
    }

    private static UsageException usage(CommandLine.ParameterException misuse) {
        if (misuse.getCause() instanceof UsageException known) {
            return known;
        }
        return new UsageException(
                String.valueOf(misuse.getMessage()).lines().findFirst().orElse("bad arguments"));
    }

    private Arguments checked() {
        Arguments.Tool tool = arguments.tool;
        if (arguments.help || arguments.version) {
            return arguments;
        }
        int given = arguments.operands.size();
        if (given < tool.least || given > tool.most) {
            throw new UsageException(
                    tool == Arguments.Tool.SHELL
                            ? "one FILE at most, not " + String.join(" ", arguments.operands)
                            : tool.label() + (tool.most == 0 ? " takes no operands" : " takes " + tool.operands));
        }
        if (tool != Arguments.Tool.SHELL && !arguments.work.isEmpty()) {
            throw new UsageException("-c and -f run commands; they do not go with " + tool.label());
        }
        if (tool == Arguments.Tool.PLUGINS
                && given > 0
                && List.of("add", "check").contains(arguments.operands.get(0)) != (given == 2)) {
            throw new UsageException(tool.label() + " takes " + tool.operands);
        }
        if (tool == Arguments.Tool.INSPECT) {
            Inspect.statement(
                    arguments.operands); // what makes no sense is a misuse, and said before anything is opened
        }
        if (tool == Arguments.Tool.NEW_PLUGIN) {
            NewPlugin.check(arguments);
        } else if (arguments.javaPackage != null) {
            throw new UsageException("--package goes with " + Arguments.Tool.NEW_PLUGIN.label() + " alone");
        }
        if (tool == Arguments.Tool.SERVE) {
            ServeOptions.of(arguments.serving); // what makes no sense is a misuse, and said before anything is opened
        } else if (!arguments.serving.isEmpty()) {
            throw new UsageException(arguments.serving.keySet().iterator().next() + " goes with "
                    + Arguments.Tool.SERVE.label() + " alone");
        }
        return arguments;
    }

    private void take(ParseResult parsed) {
        arguments.bail |= parsed.hasMatchedOption("--bail");
        arguments.bare |= parsed.hasMatchedOption("--bare");
        arguments.readOnly |= parsed.hasMatchedOption("--read-only");
        arguments.force |= parsed.hasMatchedOption("--force");
        if (parsed.hasMatchedOption(ServeOptions.INSECURE)) {
            arguments.serving.put(ServeOptions.INSECURE, "");
        }
        arguments.help |= parsed.hasMatchedOption("--help");
        arguments.version |= parsed.hasMatchedOption("--version");
        if (parsed.hasMatchedPositional(0)) {
            List<String> operands = parsed.matchedPositional(0).getValue();
            arguments.operands.addAll(operands);
        }
    }

    private CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        valued(spec, value -> arguments.work.add(new Arguments.Work(false, value)), "-c", "--command");
        valued(spec, value -> arguments.work.add(new Arguments.Work(true, value)), "-f", "--file");
        valued(spec, value -> arguments.format = choice(Arguments.Format.class, "--format", value), "--format");
        valued(spec, value -> arguments.sync = choice(SyncMode.class, "--sync", value), "--sync");
        valued(
                spec,
                value -> arguments.checkpoint = (int) number("--checkpoint", value, 1, Integer.MAX_VALUE),
                "--checkpoint");
        valued(spec, value -> arguments.cache = size("--cache", value), "--cache");
        valued(
                spec,
                value -> arguments.transactionMemory = size("--transaction-memory", value),
                "--transaction-memory");
        valued(spec, value -> arguments.busyTimeout = timeout("--busy-timeout", value), "--busy-timeout");
        valued(spec, value -> arguments.snapshotTimeout = timeout("--snapshot-timeout", value), "--snapshot-timeout");
        valued(spec, value -> arguments.javaPackage = value, "--package");
        for (ComponentKind kind : ComponentKind.values()) {
            valued(spec, value -> arguments.components.put(kind, value), "--" + kind.label());
        }
        for (String option : ServeOptions.VALUED) {
            valued(spec, value -> arguments.serving.put(option, value), option);
        }
        flag(spec, ServeOptions.INSECURE);
        valued(spec, arguments.plugins::add, "--plugins");
        valued(spec, this::set, "--set");
        flag(spec, "--bail");
        flag(spec, "--bare");
        flag(spec, "--read-only");
        flag(spec, "--force");
        flag(spec, "--help", "-h");
        flag(spec, "--version", "-V");
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build());
        return spec;
    }

    private void set(String setting) {
        int equals = setting.indexOf('=');
        if (equals < 1) {
            throw new UsageException("--set takes NAME=VALUE, such as crypt.key-file=/etc/key, not " + setting);
        }
        arguments.settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    }

    private static void flag(CommandSpec spec, String... names) {
        spec.addOption(OptionSpec.builder(names).arity("0").type(boolean.class).build());
    }

    /** An option whose value is taken as soon as it is met, so that -c and -f keep their order. */
    private static void valued(CommandSpec spec, Consumer<String> taker, String... names) {
        spec.addOption(OptionSpec.builder(names)
                .arity("1")
                .type(String.class)
                .parameterConsumer((rest, option, command) -> {
                    if (rest.isEmpty()) {
                        throw new UsageException(names[names.length - 1] + " needs a value");
                    }
                    taker.accept(rest.pop());
                })
                .build());
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String option, String value) {
        StringBuilder all = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(value)) {
                return constant;
            }
            all.append(all.length() == 0 ? "" : ", ").append(name);
        }
        throw new UsageException(option + " is one of " + all + ", not " + value);
    }

    /** A whole number within bounds. */
    static long number(String option, String value, long least, long most) {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            throw new UsageException(option + " is a whole number, not " + value);
        }
        throw new UsageException(option + " is from " + least + " to " + most + ", not " + value);
    }

    private static Duration timeout(String option, String value) {
        return Duration.ofMillis(number(option, value, 0, Integer.MAX_VALUE));
    }

    /** Bytes, such as 4096, 512K, 64M or 2G. */
    static long size(String option, String value) {
        String upper = value.toUpperCase(Locale.ROOT);
        int unit = upper.isEmpty() ? -1 : "KMG".indexOf(upper.charAt(upper.length() - 1));
        long factor = 1;
        for (int i = 0; i <= unit; i++) {
            factor *= KIB;
        }
        String digits = unit < 0 ? upper : upper.substring(0, upper.length() - 1);
        return factor * number(option + " (such as 64M)", digits, 1, Long.MAX_VALUE / factor);
    }
}
