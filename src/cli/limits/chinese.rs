//! The Chinese of every limit: why it is what it is. The English stands where the limit is.

/// Name and why.
#[rustfmt::skip] // A table.
const WHY: &[(&str, &str)] = &[
    ("GOODS_LINES", "订单或清单的商品行数：schema 的 maxOccurs"),
    ("PARCEL_LINES", "运抵单或离境单的包裹数：202205 版 schema 未限定，此为本程序所定"),
    ("OLDER_LINES", "2018-113 版离境单、总分单或汇总申请单的行数：schema 的 maxOccurs"),
    ("FORM_LINES", "汇总生成的一份报关单的商品行数"),
    ("RESULT_LINES", "一份汇总结果报文的清单行数；2018-113 版限 100，202205 版不限，此为本程序所定"),
    ("SUMMARY_DECLARATIONS", "一次按期汇总的清单数；其余由下一次申请汇总"),
    ("SPLIT_PARTS", "分拆报文的个数，合一千万票包裹；schema 允许九位数，此为本程序所定：海关一并处理"),
    ("MISSING_PARTS", "说明或退单原因中列出的分拆报文数"),
    ("UNDECLARED_PARCELS", "运抵单或总分单的说明中列出的未申报包裹数"),
    ("MESSAGE_RECORDS", "一个 CEB 报文的记录数：schema 的 maxOccurs"),
    ("MESSAGE_SUBSCRIBERS", "一个 CEB 报文的订阅方（BaseSubscribe）数：schema 的 maxOccurs"),
    ("FAULTS", "一份单证，或一个 XML 报文在记录之外所报的错误数；最后一条说明另有多少"),
    ("FAULT_VALUE_CHARACTERS", "错误中引用的错误数值的长度"),
    ("RETURN_INFO_CHARACTERS", "回执 returnInfo 的长度：schema 的 maxLength"),
    ("FORMAT_FAULT_INFO_CHARACTERS", "CEB900 的 returnInfo 的长度：schema 的 maxLength"),
    ("SANDBOX_NAME_CHARACTERS", "沙箱名称的长度"),
    ("MAILBOX_NAME_CHARACTERS", "信箱名称的长度：与 dxpId 等长"),
    ("REQUEST_ID_CHARACTERS", "修改类调用的请求号长度"),
    ("SANDBOXES", "一个进程的沙箱数"),
    ("SANDBOX_DOCUMENTS", "一个沙箱的单证数，含以回执拒收的"),
    ("SANDBOX_MAILBOXES", "一个沙箱的信箱数"),
    ("MAILBOX_READERS", "取走同一信箱信件的传输方式数，各有其读取位置：文件夹、队列、每个 URL"),
    ("SANDBOX_ENTERPRISES", "一个沙箱登记的企业数"),
    ("SANDBOX_REQUESTS", "一个沙箱记住的请求号数；再多则拒绝，不会悄悄遗忘"),
    ("WAIT_SECONDS", "WaitDocument 最长等待时间：短于调用的最长时限"),
    ("LIST_LOOK", "一页列表查看的单证数；未查看的在下一页"),
    ("PAGE", "一页的条数"),
    ("EXPLANATION_STEPS", "一份说明的环节数"),
    ("BATCH_DOCUMENTS", "一次原生调用的单证数：与一个 CEB 报文的记录数相同"),
    ("XML_BYTES", "一个 CEB 报文：100 条记录各 100 行，最短 2.7 MB，各字段按常规填满并缩进约 11 MB；schema 未限定"),
    ("DXP_BYTES", "一个 DXP 信封：Base64 的 CEB 报文（每行 76 字符）加信封头"),
    ("REFUSED_MESSAGE_BYTES", "CEB900 中引用的被拒报文的长度"),
    ("DXP_RECEIVERS", "一个信封的接收方（RecId）数：schema 的 maxOccurs"),
    ("LOW_VALUE_YUAN", "可简化申报的包裹价值上限；依据见规则"),
    ("XML_DEPTH", "一个 CEB 报文的嵌套层数"),
    ("XML_ATTRIBUTES", "一个元素的属性数"),
    ("XML_TEXT_BYTES", "一个元素的文本长度"),
    ("FORM_BYTES", "一个 HTTP 表单的正文：XML 的每个字节都可能写作 %XX"),
    ("CALLBACK_TRIES", "一条回执 POST 的次数，超过即放弃，跨重启计数（成都平台）"),
    ("CALLBACK_PAUSE_SECONDS", "回执首次 POST 失败后的间隔，按沙箱时间；此后每次加倍"),
    ("CALLBACK_ANSWER_BYTES", "读取 POST 答复的长度：SUCCESS 为 7 字节"),
    ("CALLBACK_ANSWER_SECONDS", "一次回执 POST 的实际时限"),
    ("COURIERS", "一种传输方式推送的信箱数；其余可自行读取"),
    ("COURIER_SCAN_MILLIS", "传输方式查看新信箱、新文件和时钟变动的间隔"),
    ("FOLDER_PAUSE_MILLIS", "未能接收的文件再试前的最长间隔"),
    ("FOLDER_TROUBLES", "记住的未能接收的文件数，使每个只提示一次"),
    ("FOLDER_LOCK_TRIES", "文件夹被其他进程锁定时尝试的次数，每次间隔 10 毫秒，之后其文件等待"),
    ("FOLDER_FILES", "一次查看从文件夹取走的文件数"),
    ("ARCHIVE_BYTES", "一个 zip 的大小"),
    ("ARCHIVE_ENTRIES", "一个 zip 内的文件数"),
    ("ARCHIVE_CONTENT_BYTES", "一个 zip 解压后的总大小：防止压缩炸弹"),
    ("FILE_NAME_BYTES", "传输方式所写文件名的长度：文件系统所允许的"),
    ("FORMS_HELD_BYTES", "正在接收或答复的 HTTP 表单正文总量，所有客户端合计；过半后每个连接均分"),
    ("FORM_DISCARD_BYTES", "被拒的 HTTP 正文读取的量，使发送方能看到答复"),
    ("PULL_LETTERS", "一次拉取从信箱读取的回执数"),
    ("PULL_BYTES", "拉取的一页到此大小即满；可再多一条回执"),
    ("AMQP_ANSWERS", "等待写入发送方队列的平台答复数"),
    ("AMQP_PREFETCH", "消息中间件在确认前可送来的报文数"),
    ("AMQP_PAUSE_SECONDS", "再次连接消息中间件前的最长间隔"),
    ("CONFIGURATION_BYTES", "`tongguan serve --config` 所读文件的大小"),
    ("QUESTIONS_IN_FLIGHT", "同时向其他进程（风险布控、信用评分）提出的问题数；每个沙箱同时只有一个"),
    ("FEED_ENTRIES", "向其他进程传送日志时，一条消息的日志条目数"),
    ("FEED_BYTES", "向其他进程传送日志时，一条消息达到此大小即发出；可再多一条"),
    ("FEED_LAG", "日志跟随者最多落后的成组提交数；超过则重新查看全部沙箱"),
    ("FEED_FOLLOWERS", "同时跟随同一日志的进程数"),
    ("FEED_HEARTBEAT_MILLIS", "日志流无新条目时报告在线的间隔；跟随者三倍于此时长未收到消息即重新连接"),
    ("FEED_PAUSE_MILLIS", "日志流中断后再次跟随前的最长间隔；首次为50毫秒"),
    ("FORWARD_SECONDS", "跟随进程等待所转交变更的应答的时长"),
    ("WRITER_QUEUE", "等待写入线程处理的任务数"),
    ("COMMIT_TASKS", "一次成组提交的任务数"),
    ("COMMIT_BYTES", "日志达到此量即结束一次成组提交"),
    ("TIMERS_PER_ORDER", "轮到其他沙箱之前触发的定时器数；其余稍后继续"),
    ("TIMERS_PER_TURN", "其余定时器在其他任务之间每次触发的个数"),
    ("ENTRY_BYTES", "日志记录达到此量即结束；同一指令的后续写入下一条"),
    ("EVENT_BYTES", "所存的一个事件：单证、登记、回执；更大的拒绝"),
    ("APPEND_BYTES", "一次写入日志的量；更大的一组分多次写，最后一次写完才答复"),
    ("SLOW_DISK_MILLIS", "写入耗时达到此值时，后续处理等待，使读取只见已保存的内容"),
    ("SNAPSHOT_BYTES", "一个沙箱自上次快照以来的日志量，达到即做快照；启动时重放这么多约需一秒"),
    ("REPLAY_BYTES", "全部沙箱自各自上次快照以来的日志总量，达到即先缩短最长的"),
    ("SNAPSHOT_PAUSE_SECONDS", "快照失败后再试前的间隔"),
    ("LEAVE_MILLIS", "停止时写快照的时间，未写的启动时可重放"),
    ("LEAVE_BYTES", "此后停止时可不做快照的日志量"),
    ("STREAM_WINDOW", "一个流中未答复的报送数"),
    ("STREAM_BYTES", "一个流中发送方未读取的拒绝信息量；达到后不再读取请求"),
    ("RECEIPT_PUSH", "为一个订阅者预读的回执数（较小的回执）"),
    ("WATCH_BYTES", "为一个订阅者预读的回执量，在途的同样多；更大的单独发送"),
    ("PAGE_BYTES", "一页达到此大小即结束，使任意大小的一条仍可容纳"),
    ("streams_per_connection", "每个 6 KiB；协议默认不限"),
    ("pending_accept_resets", "快速重置攻击，CVE-2023-44487"),
    ("local_error_resets", "诱发的重置，RUSTSEC-2024-0003"),
    ("header_list_bytes", "请求号和名称 2 KiB 足够；余量使 10 kB 的名称能得到明确的答复"),
    ("connections", "文件描述符，另各占 15 KiB"),
    ("connections_per_ip", "一台机器不能占满；IPv6 按 /64 计"),
    ("preface_deadline", "不出声的连接否则会一直占用"),
    ("keepalive_interval", "发现已断而未告知的对方"),
    ("keepalive_timeout", "不应答则断开连接"),
    ("frame_bytes", "HTTP/2 允许的最小值"),
    ("stream_window_bytes", "64 KiB 会使上传慢三分之一；尚无处理程序读取的输入"),
    ("connection_window_bytes", "几个流全速传输；一个地址的 256 个连接共占 256 MiB"),
    ("send_buffer_bytes", "一个慢读者每个流可占用的量"),
    ("message_bytes", "登记、风险、信用和控制：报文都小"),
    ("batch_message_bytes", "报送和文件：最大的信封；CEB 报文装得下的，原生调用也装得下"),
    ("reply_message_bytes", "带信封的最大副本，以及最大的单证及其信息；一页到 512 KiB 为止"),
    ("deadline_default", "未给时限的一元调用"),
    ("deadline_max", "一元调用；grpc-timeout 以此为上限"),
    ("requests_in_flight", "超出即时拒绝，而不是迟迟才答复；占用过半后，每个沙箱或连接均分，并留一份空闲"),
    ("uploads", "流式上传的调用，分配方式同 requests_in_flight；各占一个输入窗口和 1 MiB 答复"),
    ("held_bytes", "所有客户端合计，收发各计：超过 16 KiB 的未完成报文、超过 4 KiB 的未读答复；过半后每个连接均分"),
    ("held_bytes_per_connection", "使一个连接不能占满；可容纳一个最大的报文"),
    ("reader_patience", "什么都不读取的对方，即使应答 ping，其流也会被重置"),
    ("json_bytes", "Base64 的最大信封；其报文的限额同 gRPC 的方法"),
    ("json_value_bytes", "JSON 的一个值在文本之外计入 held_bytes 的量：[[],[]] 占用比看上去多"),
    ("discard_bytes", "被拒的 HTTP 正文读取的量，使发送方能看到答复"),
    ("watchers", "各可占用 256 KiB 信件"),
    ("watchers_per_connection", "使一个连接不能占满，并留出调用所用的流"),
    ("retry_after", "要求被拒者间隔的时间"),
    ("drain_soft", "未完成的调用可在此时间内结束；之后切断连接"),
    ("drain_hard", "被切断的连接可在此时间内收尾；之后服务结束"),
    ("MAX_ENTRY_BYTES", "最大的一条日志；一份清单为几 KiB"),
    ("MAX_BATCH_BYTES", "一次追加的日志，写出前存于内存"),
    ("TRIAL_BYTES", "写入失败时用来探明磁盘原因的量"),
    ("MAX_SNAPSHOT_BYTES", "最大的快照"),
    ("CHUNK_BYTES", "存放在一起的日志"),
    ("CACHE_BYTES", "存储的缓存；系统本就缓存文件"),
    ("MEMTABLE_BYTES", "存储写成一个表之前积累的量"),
    ("WRITE_AHEAD_BYTES", "预写日志；重启的耗时即读取它们"),
    ("ATTEMPTS", "含第一次；之后客户端库返回最后一次的答复"),
];

/// Units and parts.
#[rustfmt::skip] // A table.
const WORDS: &[(&str, &str)] = &[
    ("lines", "行"),
    ("parcels", "票"),
    ("declarations", "份清单"),
    ("parts", "个"),
    ("records", "条"),
    ("subscribers", "个订阅方"),
    ("faults", "处"),
    ("characters", "字符"),
    ("sandboxes", "个沙箱"),
    ("documents", "份单证"),
    ("mailboxes", "个信箱"),
    ("readers", "个"),
    ("enterprises", "家企业"),
    ("request ids", "个请求号"),
    ("seconds", "秒"),
    ("entries", "条"),
    ("steps", "个环节"),
    ("bytes", "字节"),
    ("receivers", "个接收方"),
    ("yuan", "元"),
    ("elements", "层"),
    ("attributes", "个属性"),
    ("tries", "次"),
    ("milliseconds", "毫秒"),
    ("files", "个文件"),
    ("receipts", "条回执"),
    ("answers", "个答复"),
    ("messages", "个报文"),
    ("questions", "问题"),
    ("commits", "次提交"),
    ("processes", "个进程"),
    ("orders", "个"),
    ("tasks", "个任务"),
    ("timers", "个定时器"),
    ("submissions", "次报送"),
    ("streams", "个流"),
    ("connections", "个连接"),
    ("calls", "次调用"),
    ("ms", "毫秒"),
    ("process", "业务"),
    ("transport", "传输"),
    ("client", "客户端"),
    ("journal", "日志"),
];

/// Why a limit is what it is; empty if nobody has said it.
pub(super) fn why(name: &str) -> &'static str {
    of(WHY, name)
}

/// A unit or a part; empty if nobody has said it.
pub(super) fn word(en: &str) -> &'static str {
    of(WORDS, en)
}

fn of(table: &[(&str, &'static str)], en: &str) -> &'static str {
    table.iter().find(|(known, _)| *known == en).map_or("", |(_, zh)| zh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan::bounds::bounds;

    #[test]
    fn every_limit_is_told_in_chinese_and_nothing_else_is() {
        for row in bounds() {
            assert!(!why(row.name).is_empty(), "src/cli/limits/chinese.rs has no word for {}", row.name);
            assert!(!word(row.unit).is_empty() && !word(row.part).is_empty(), "{} {}", row.unit, row.part);
        }
        for (name, _) in WHY {
            assert!(bounds().any(|row| row.name == *name), "there is no limit {name} any more");
        }
    }
}
