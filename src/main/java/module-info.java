/// Keeps preforking worker pools at a sane size without cutting off a request.
@org.jspecify.annotations.NullMarked
module dev.kidreaper {
    requires info.picocli;
    requires tools.jackson.core;
    requires org.jline.terminal;
    requires org.tomlj;
    requires org.xerial.sqlitejdbc;
    requires io.prometheus.metrics.config;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires java.sql;
    requires jdk.httpserver;
    requires jdk.net;
    requires static org.jspecify;

    // picocli fills annotated fields by reflection.
    opens dev.kidreaper.cli to
            info.picocli;
    opens dev.kidreaper.cli.daemon to
            info.picocli;
    opens dev.kidreaper.cli.fleet to
            info.picocli;
}
