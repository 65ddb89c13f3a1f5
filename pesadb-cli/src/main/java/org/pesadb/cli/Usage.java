package org.pesadb.cli;

/** The help text. */
final class Usage {
    static final String TEXT = """
            pesadb [OPTIONS] [FILE]         open FILE (default data/data.pesa, created with its folder if missing)
              -c, --command CMD             run CMD and leave (may repeat)
              -f, --file SCRIPT             run a script and leave (may repeat; - is the standard input)
              --format table|json|csv|line  how results print (default table)
              --bail                        stop at the first failed command (default: go on)
              --bare                        do not create the sample tables in a new database
              --read-only                   no write, no checkpoint
              --sync full|normal|off        force at every commit | only before checkpoints | never (default full)
              --checkpoint N                checkpoint after N logged pages (default 1000)
              --cache SIZE                  buffer cache, e.g. 64M
              --transaction-memory SIZE     memory for the changes of a transaction; the rest of them goes to
                                            FILE-spill until it ends (default an eighth of the heap)
              --busy-timeout MS             how long to wait for the writer's place (default 5000)
              --snapshot-timeout MS         how old a snapshot may grow while the log waits for it (default 0: any age)
              --log|--pager|--codec|--index|--join NAME
                                            the component to use for what is created now
              --set NAME=VALUE              a setting of a log or pager, by its name, a dot and the setting's (may repeat)
              --plugins DIR                 plugin folder (may repeat; default: those that PESADB_PLUGINS names, else
                                            the one in the user's configuration folder and the distribution's)
              --help  --version
            pesadb check FILE               verify a database, however damaged; exit 1 and name each fault
            pesadb inspect wal|pages|page N|table T|index T.C[,C2]...|catalog|free FILE
                                            show how something lies in the files of a database that nobody writes
            pesadb plugins                  list every component; plugins that cannot be used, with the reason, on stderr
            pesadb plugins FILE             the same with what FILE was written with; FILE is only read
            pesadb plugins check JAR        say everything about a plugin, a jar or a folder of jars; exit 1 and name
                                            each fault
            pesadb plugins add JAR          check it and copy it to the first plugin folder; --force replaces the one of
                                            its name, or the one that provides the same under another name
            pesadb new-plugin KIND NAME [FOLDER] [--package PACKAGE]
                                            write the Maven project of a new log, pager, codec, index or join to FOLDER
                                            (default NAME): it builds, and its tests pass; what it does is yours to change
            pesadb import TABLE CSV FILE    add the rows of a CSV file to a table of FILE
            pesadb export TABLE CSV FILE    write a table of FILE to a CSV file
            pesadb backup FILE TO           copy a database to a new file, which opens as a database of its own
            pesadb serve [FILE]             answer over HTTP, with a page to look at in a browser, until a signal stops it
              --port N                      where to listen; 0 picks a free one (default 8000)
              --address NAME                on which address (default 127.0.0.1); any but this machine's own needs one of:
              --token-file TOKENFILE        who asks must bring the token in this file: Authorization: Bearer TOKEN
              --insecure                    anybody may read and change everything
              --max-body SIZE               the largest body of a request (default 8M)
              --max-connections N           how many may be open at once (default 256)
              --idle-timeout MS             how long a connection may be silent, or a request take to arrive (default 30000)
              --request-timeout MS          how long a request may take (default 300000)
              --transaction-timeout MS      how long a transaction may wait for its next request, and a tenth of how long it may
                                            be open (default 30000)
              --stop-timeout MS             how long requests in flight may go on when it is stopped (default 30000)
            pesadb salvage FILE TO          save what can be read of a damaged database to a new file, and say what
                                            is lost; exit 1 where anything is
            pesadb learn                    list the lessons: how a database works, shown by one
            pesadb learn LESSON [--keep FOLDER]
                                            go through one, by its name, number or file NAME.lesson, on a scratch database
                                            (in FOLDER, and kept); exit 1 where it does not show what it says

            Exit status: 0 all went well, 1 some command failed, 2 usage. HELP in the shell lists its commands.
            """;

    private Usage() {}

    /** What {@code --version} prints. */
    static String version() {
        var descriptor = Usage.class.getModule().getDescriptor();
        return "pesadb "
                + (descriptor == null ? "development" : descriptor.rawVersion().orElse("development"));
    }
}
