//! What the arguments of the ways of `tongguan load` are for.

/// English, as the command says it, and Chinese.
#[rustfmt::skip] // A table.
pub(super) const WAYS: &[(&str, &str)] = &[
    (
        "How submissions are sent: calls, one stream, or CEB XML by gRPC, as HTTP forms, through a broker",
        "报送方式：逐次调用、流，或以 CEB XML 经 gRPC、HTTP 表单、消息代理报送",
    ),
    ("The HTTP port of the exchange, for --transport http", "交换的 HTTP 地址，用于 --transport http"),
    (
        "The broker, for --transport amqp: amqp://USER:PASSWORD@HOST:PORT/VHOST",
        "消息代理，用于 --transport amqp：amqp://用户:口令@主机:端口/虚拟主机",
    ),
    ("The queue that the server reads", "服务所读取的队列"),
    (
        "Take receipts here, where the server POSTs them (its --http-callback), instead of reading the mailbox",
        "在此地址接收服务推送（其 --http-callback）的回执，不读取信箱",
    ),
    (
        "Share the run among so many generators, 2 to 32: this one, and others that say --join",
        "由若干压测进程分担，2 至 32 个：本进程及以 --join 加入的其他进程",
    ),
    ("Where the others find this one", "其他进程连接本进程的地址"),
    (
        "Take a share of the run of the generator at this address; it says everything else",
        "分担该地址处压测进程的压测；其余参数均由其给出",
    ),
    (
        "What who joins has to know; TONGGUAN_LOAD_TOKEN sets a default [default: drawn at random, and told]",
        "加入者须知的口令；可由 TONGGUAN_LOAD_TOKEN 设定 [默认：随机生成并给出]",
    ),
    (
        "Make the sandbox of --sandbox, in which nothing is left to chance; it must not be there yet",
        "新建 --sandbox 所指沙箱，不含随机；该沙箱不得已存在",
    ),
];
