import ServiceRecords
import Testing

/// A name is one name however it is written, and in a text what people would read as that name.
@Suite struct PersonNameTests {
    @Test(arguments: [
        ("王芳", "王 芳"), ("王芳", "王　芳"), ("王芳", "王·芳"), ("高兴", "⾼兴"), ("Zhao Wei", "ｚｈａｏ wei"),
        ("买买提·艾力", "买买提•艾力"),
    ])
    func `one name`(one: String, other: String) { #expect(PersonName.isSame(one, other)) }

    @Test func `nobody is nobody's namesake`() {
        #expect(!PersonName.isSame(nil, nil) && !PersonName.isSame("", " "))
        #expect(!PersonName.isSame("王芳", "王芳芳"))
    }

    @Test(arguments: [
        ("王芳", "王芳没有来"), ("王芳", "给王芳送水"), ("王芳", "看望王 芳"), ("张三", "张三生日"), ("高兴", "高兴"),
        ("高兴", "到高兴家"), ("高兴", "看望 高兴。"), ("高兴", "⾼兴老师"), ("高兴", "高•兴"), ("王建国", "陪王建国看病"),
        ("李明", "李明到岗"), ("Zhao Wei", "with Zhao Wei"), ("秦安", "找秦安，取表"), ("王芳", "王芳站在门口"),
    ])
    func `a text that says it`(name: String, text: String) {
        #expect(PersonName.stands(name, in: text))
    }

    @Test(arguments: [
        ("安宁", "安宁区街道"), ("和平", "和平路"), ("秦安", "秦安县"), ("高兴", "老人们很高兴"), ("高兴", "高兴地回家"),
        ("王建国", "王建国际学校"), ("李明", "李明明家"), ("Li", "Lina"), ("王", "王芳"), ("身高", "体重"),
    ])
    func `a text in which others read something else`(name: String, text: String) {
        #expect(!PersonName.stands(name, in: text))
    }
}
